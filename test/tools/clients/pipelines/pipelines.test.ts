import {
  LambdaClient,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import { LocalAws, RealClock } from '@messaging-on-aws/local-aws'
import { localConnection } from '../../../../tools/clients/connection.ts'
import { MissingStageError } from '../../../../tools/clients/missing-stage.ts'
import { nameIn } from '../../../../tools/clients/pipelines/name-in.ts'
import { type Pipelines, readPipelines } from '../../../../tools/clients/pipelines/pipelines.ts'
import { ASSEMBLY } from '../../../journeys/assembly.ts'

let aws: LocalAws
let pipelines: Pipelines
const connection = () => localConnection(aws.endpoint, aws.developer)

beforeAll(async () => {
  aws = await LocalAws.start({ assembly: ASSEMBLY, clock: new RealClock() })
  pipelines = await readPipelines(connection(), 'dev')
})
afterAll(() => aws.stop())

const functionOf = (service: string) => pipelines.functions.find(each => each.service === service)

test('a queue is for work, for dead letters, or for what SNS could not deliver', () => {
  const roles = Object.fromEntries(pipelines.queues.map(({ name, role }) => [name, role]))
  expect(roles).toMatchObject({
    'Messaging-dev-Shop-Shipping.fifo': 'work',
    'Messaging-dev-Shop-Shipping-DeadLetters.fifo': 'dead-letter',
    'Messaging-dev-Shop-Purchases-Shipping-Undelivered.fifo': 'undelivered',
    'Messaging-dev-Mail-Emails': 'work',
  })
})

test('each queue for work has one source, to a function that knows its dead-letter queue', () => {
  const work = pipelines.queues.filter(({ role }) => role === 'work')
  expect(work.length).toBeGreaterThan(8)
  for (const { arn, deadLetterArn } of work) {
    const [source, another] = pipelines.sources.filter(source => source.arn === arn)
    expect({ arn, another }).toEqual({ arn, another: undefined })
    const { deadLetterQueueUrl } = pipelines.functions.find(({ name }) => name === source?.functionName) ?? {}
    expect(nameIn(deadLetterQueueUrl ?? '')).toBe(nameIn(deadLetterArn ?? ''))
  }
})

test('subscriptions have their filter, and where SNS puts what it cannot deliver', () => {
  const shipping = pipelines.subscriptions.find(({ queueArn }) =>
    queueArn.endsWith(':Messaging-dev-Shop-Shipping.fifo'),
  )
  expect(shipping).toMatchObject({
    topicArn: expect.stringMatching(/:Messaging-dev-Shop-Purchases\.fifo$/),
    filter: { type: [{ prefix: 'shop.purchase.placed.v' }] },
    undeliveredArn: expect.stringMatching(/-Shipping-Undelivered\.fifo$/),
  })
})

test('buckets tell queues of what is put into them', () => {
  const told = pipelines.notifications.map(({ queueArn }) => nameIn(queueArn))
  expect(told).toContain('Messaging-dev-Video-Uploads')
})

test('what somebody changed by hand shows', async () => {
  const lambda = new LambdaClient(connection())
  const { name = '' } = functionOf('shop-shipping') ?? {}
  const { id } = pipelines.sources.find(({ functionName }) => functionName === name) ?? {}
  await lambda.send(new UpdateEventSourceMappingCommand({ UUID: id, Enabled: false }))
  await lambda.send(
    new PutFunctionConcurrencyCommand({ FunctionName: name, ReservedConcurrentExecutions: 0 }),
  )
  const changed = await readPipelines(connection(), 'dev')
  expect(changed.functions.find(each => each.name === name)).toMatchObject({ reservedConcurrency: 0 })
  expect(changed.sources.find(source => source.id === id)?.state).toMatch(/^Disabl/)
})

test('a stage without stacks is refused, with the remedy', async () => {
  const reading = readPipelines(connection(), 'prod')
  await expect(reading).rejects.toThrow(MissingStageError)
  await expect(reading).rejects.toThrow('npx cdk deploy --all -c stage=prod')
})
