import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { NAMED_TYPES } from '../../../tools/preflight/names/named-types.ts'
import type { Template } from '../../../tools/preflight/template.ts'
import { ASSEMBLY } from '../../journeys/assembly.ts'
import { OLD_ACCOUNT, type Traits } from './account-traits.ts'
import { signedInToNothing } from './preflight.ts'
import { STACK, type StubAssembly, stubAssembly } from './stub-assembly.ts'
import { type Visit, visit } from './visit.ts'

signedInToNothing()
let assembly: StubAssembly
beforeAll(async () => {
  assembly = await stubAssembly()
})
afterAll(() => assembly.remove())

const QUEUE_URL = 'https://sqs.eu-central-1.amazonaws.com/123456789012/Messaging-prod-Shop-Shipping.fifo'
const BUCKET = 'messaging-prod-videos-123456789012-eu-central-1'

const EVERY_NAME = [
  'Messaging-prod-Shop-Shipping.fifo',
  'Messaging-prod-Shop-Purchases.fifo',
  'Messaging-prod-Shop-Clicks',
  '/messaging/prod/shop/buying',
  'alias/messaging/prod/shop',
  'Messaging-prod-Mail',
  'messaging-prod-purchases',
  'prod-shop-shipping-dead',
  'prod-shop',
  'Messaging-prod-Overview',
  'Messaging-prod',
  'Messaging-prod-Clickstream-Lake',
  'Messaging-prod-Clickstream-Queries',
  'messaging_prod',
]

const EVERY_NAME_TAKEN: Traits = {
  ...OLD_ACCOUNT,
  taken: EVERY_NAME,
  buckets: [...OLD_ACCOUNT.buckets, BUCKET],
}

const failures = ({ lines }: Visit) => lines.filter(line => line.startsWith('✗'))

test('names that a deleted stack has left: a line each, with the command that deletes it', async () => {
  const seen = await visit(assembly, EVERY_NAME_TAKEN)

  const remedies: [string, string][] = [
    ['queue Messaging-prod-Shop-Shipping.fifo', 'to delete it: aws sqs delete-queue --region eu-central-1'],
    [
      'topic Messaging-prod-Shop-Purchases.fifo',
      'to delete it: aws sns delete-topic --topic-arn arn:aws:sns:eu-central-1:123456789012:Messaging-prod-Shop-Purchases.fifo',
    ],
    [
      'stream Messaging-prod-Shop-Clicks',
      'aws kinesis delete-stream --stream-name Messaging-prod-Shop-Clicks --region eu-central-1',
    ],
    [
      'log group /messaging/prod/shop/buying',
      'to delete it: aws logs delete-log-group --log-group-name /messaging/prod/shop/buying --region eu-central-1',
    ],
    [`bucket ${BUCKET}`, `to delete it: aws s3 rb s3://${BUCKET} --force`],
    ['key alias alias/messaging/prod/shop', 'aws kms delete-alias --alias-name alias/messaging/prod/shop'],
    ['SES configuration set Messaging-prod-Mail', 'aws sesv2 delete-configuration-set'],
    ['table messaging-prod-purchases', 'aws dynamodb delete-table --table-name messaging-prod-purchases'],
    ['alarm prod-shop-shipping-dead', 'aws cloudwatch delete-alarms --alarm-names prod-shop-shipping-dead'],
    [
      'composite alarm prod-shop',
      'aws cloudwatch delete-alarms --alarm-names prod-shop --region eu-central-1',
    ],
    [
      'dashboard Messaging-prod-Overview',
      'aws cloudwatch delete-dashboards --dashboard-names Messaging-prod-Overview --region eu-central-1',
    ],
    ['X-Ray group Messaging-prod', 'aws xray delete-group --group-name Messaging-prod --region eu-central-1'],
    [
      'delivery stream Messaging-prod-Clickstream-Lake',
      'aws firehose delete-delivery-stream --delivery-stream-name Messaging-prod-Clickstream-Lake --region eu-central-1',
    ],
    [
      'Athena workgroup Messaging-prod-Clickstream-Queries',
      'aws athena delete-work-group --work-group Messaging-prod-Clickstream-Queries --recursive-delete-option --region eu-central-1',
    ],
    ['Glue database messaging_prod', 'aws glue delete-database --name messaging_prod --region eu-central-1'],
  ]
  for (const [check, remedy] of remedies) {
    const line = seen.lines.find(each => each.startsWith(`✗ ${check}: `))
    expect(line).toContain('it exists and belongs to no stack')
    expect(line).toContain(remedy)
  }
  expect(failures(seen)).toHaveLength(remedies.length)
  expect(seen.passes).toBe(false)
})

test('what the templates retain can be kept: by an automatic import where its name is literal', async () => {
  const { lines } = await visit(assembly, EVERY_NAME_TAKEN)
  const remedyOf = (check: string) => lines.find(line => line.startsWith(`✗ ${check}`))?.split(' → ')[1]
  expect(remedyOf('table')).toContain(
    `to keep it: npx cdk deploy ${STACK} --import-existing-resources; to delete`,
  )
  expect(remedyOf('bucket')).toContain(`to keep it: npx cdk import ${STACK}; to delete`)
  expect(remedyOf('queue')).not.toContain('to keep it')
})

describe('a name is that of a resource', () => {
  const queueOf = (stack: string, logicalId: string, status?: string): Traits => ({
    ...OLD_ACCOUNT,
    taken: ['Messaging-prod-Shop-Shipping.fifo'],
    stacks: {
      [stack]: {
        status: 'UPDATE_COMPLETE',
        resources: [{ logicalId, type: 'AWS::SQS::Queue', physicalId: QUEUE_URL, status }],
      },
    },
  })

  test("of the stack's own", async () => {
    const { lines, passes } = await visit(assembly, queueOf(STACK, 'Queue'))
    expect(lines).toContain("✓ names: 15 are free or the stacks' own")
    expect(passes).toBe(true)
  })

  test('that the templates call something else: CloudFormation creates before it deletes', async () => {
    const seen = await visit(assembly, queueOf(STACK, 'ShippingQueue'))
    expect(failures(seen)).toEqual([
      `✗ queue Messaging-prod-Shop-Shipping.fifo: it is ShippingQueue of the stack ${STACK}; needed: a free name for Queue of ${STACK} → keep the construct's path, or give one of the two another name`,
    ])
  })

  test('that the deletion of the stack has left behind', async () => {
    const seen = await visit(assembly, queueOf(STACK, 'Queue', 'DELETE_SKIPPED'))
    expect(failures(seen)[0]).toContain('it exists and belongs to no stack')
  })

  test("of somebody else's stack", async () => {
    const traits = { ...queueOf('Other', 'Queue'), owners: { [QUEUE_URL]: 'Warehouse' } }
    const seen = await visit(assembly, traits)
    expect(failures(seen)).toEqual([
      '✗ queue Messaging-prod-Shop-Shipping.fifo: it belongs to the stack Warehouse; needed: a free name → use another stage (-c stage=…), or delete the stack Warehouse',
    ])
  })
})

/** These have names that several may share, or that are unique within a resource of the same stack alone. */
const SHARED_NAMES = [
  'AWS::ApiGatewayV2::Api Name',
  'AWS::Athena::NamedQuery Name',
  'AWS::ApiGatewayV2::Stage StageName',
  'AWS::IAM::Policy PolicyName',
  'AWS::CloudWatch::Alarm MetricName',
  'AWS::Glue::Table TableInput.Name',
  'AWS::CloudWatch::Alarm Namespace',
  'AWS::Lambda::LayerVersion LayerName',
  'AWS::Logs::LogStream LogStreamName',
  'AWS::Logs::QueryDefinition Name',
]

test('preflight knows every type to which the templates give names', () => {
  const known = new Set([...SHARED_NAMES, ...NAMED_TYPES.map(({ type, property }) => `${type} ${property}`)])
  const templates = readdirSync(ASSEMBLY)
    .filter(file => file.endsWith('.template.json'))
    .map(file => JSON.parse(readFileSync(join(ASSEMBLY, file), 'utf8')) as Template)
  const named = templates
    .flatMap(({ Resources = {} }) => Object.values(Resources))
    .flatMap(({ Type, Properties = {} }) =>
      propertiesOf(Properties)
        .filter(([property, value]) => /(^|[a-z.])Name$/.test(property) && !isReference(value))
        .map(([property]) => `${Type} ${property}`),
    )
  expect([...new Set(named)].filter(each => !known.has(each))).toEqual([])
  expect(named).toContain('AWS::SQS::Queue QueueName')
  expect(named).toContain('AWS::Glue::Database DatabaseInput.Name')
})

/** With those of the objects in which Glue has its definitions. */
function propertiesOf(properties: object): [string, unknown][] {
  return Object.entries(properties).flatMap(([property, value]): [string, unknown][] => {
    if (!property.endsWith('Input') || typeof value !== 'object' || value === null) return [[property, value]]
    return Object.entries(value).map(([inner, part]) => [`${property}.${inner}`, part])
  })
}

function isReference(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ('Ref' in value || 'Fn::GetAtt' in value)
}
