import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { LocalAws, RealClock } from '@messaging-on-aws/local-aws'
import { localConnection } from '../../../tools/clients/connection.ts'
import { signedFetch } from '../../../tools/clients/signed-request.ts'
import type { Target } from '../../../tools/clients/target.ts'
import { closeQueue } from '../../../tools/grants/exercise/queue-policy.ts'
import { callRoutes } from '../../../tools/grants/exercise/routes.ts'
import { openStage } from '../../../tools/grants/exercise/stage.ts'
import { traceFunctions } from '../../../tools/grants/exercise/traces.ts'
import { findingsOf, readRun } from '../../../tools/grants/findings.ts'
import { ASSEMBLY } from '../../journeys/assembly.ts'
import { eventually } from '../../journeys/messaging.ts'

let aws: LocalAws
let target: Target
beforeAll(async () => {
  aws = await LocalAws.start({ assembly: ASSEMBLY, clock: new RealClock() })
  target = { connection: localConnection(aws.endpoint, aws.developer), stage: 'dev', place: 'here' }
})
afterAll(() => aws.stop())

/** The actions in the policy of a role that nothing has used, apart from those that stay by argument. */
async function unusedBy(role: string): Promise<string[]> {
  const { unargued } = findingsOf(await readRun(target), { explicit: false, complete: true })
  return unargued.filter(({ owner }) => owner === role).flatMap(({ actions }) => actions)
}

/** @own the steps of `npm run grants` */
describe('tracing every function', () => {
  const INVOKED = 'Messaging-dev-Shop/Api/Status/Role'
  const LEFT_ALONE = 'Messaging-dev-Posts/Api/Withdraw/Role'

  test('a function that X-Ray took no trace of uses its grants for it; one that nothing invoked uses nothing', async () => {
    const stage = await openStage(target)
    const { name } = stage.pipelines.functions.find(({ service }) => service === 'shop-status') ?? {}
    const url = `${aws.endpoint}/2015-03-31/functions/${name}/invocations`
    const trace = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0'
    await signedFetch(target.connection, 'lambda')('POST', url, {}, { 'x-amzn-trace-id': trace })
    await eventually(async () => !(await unusedBy(INVOKED)).includes('logs:PutLogEvents'))
    expect(await unusedBy(INVOKED)).toContain('xray:PutTelemetryRecords')

    await traceFunctions(stage)
    await eventually(async () => !(await unusedBy(INVOKED)).includes('xray:PutTelemetryRecords'))
    expect(await unusedBy(LEFT_ALONE)).toEqual(
      expect.arrayContaining(['logs:PutLogEvents', 'xray:PutTelemetryRecords']),
    )
  })
})

/** @own the steps of `npm run grants` */
describe('closing a queue', () => {
  const sqs = () => new SQSClient({ ...target.connection, maxAttempts: 1 })
  const STATEMENT = { Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'sqs:*', Resource: '*' }

  test.each([
    ['without a policy', undefined],
    ['with statements', { Version: '2012-10-17', Statement: [STATEMENT] }],
    ['with one statement, not in a list', { Version: '2012-10-17', Statement: STATEMENT }],
  ])('%s: nobody sends to it, until it is opened with the policy that it had', async (title, policy) => {
    const client = sqs()
    const Policy = policy && JSON.stringify(policy)
    const QueueName = `closed-${title.replaceAll(/\W/g, '-')}`
    const { QueueUrl = '' } = await client.send(
      new CreateQueueCommand({ QueueName, ...(Policy && { Attributes: { Policy } }) }),
    )
    const attributes = async () => {
      const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Policy', 'QueueArn'] })
      return (await client.send(asked)).Attributes
    }
    const send = () => client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a book' }))

    const open = await closeQueue(client, QueueUrl, (await attributes())?.QueueArn ?? '')
    await expect(send()).rejects.toThrow('with an explicit deny')
    await open()
    expect((await attributes())?.Policy).toBe(Policy)
    await send()
    client.destroy()
  })
})

/** @own the steps of `npm run grants` */
test('every route of every API is called, with something for each parameter of its path', async () => {
  const { templates, endpoint } = await openStage(target)
  const called: string[] = []
  const request = async (method: string, url: string) => {
    called.push(`${method} ${new URL(url).pathname.replace(/^\/_aws\/execute-api\/\w+/, '')}`)
    return new Response()
  }
  await callRoutes({ templates, endpoint, request })
  expect(called).toEqual(
    expect.arrayContaining([
      'POST /purchases',
      'GET /purchases/nothing',
      'PUT /authors/nothing/subscribers/nothing',
    ]),
  )
  const keys = templates.flatMap(({ template }) =>
    Object.values(template.Resources).flatMap(({ Type, Properties }) =>
      Type === 'AWS::ApiGatewayV2::Route' ? Properties.RouteKey : [],
    ),
  )
  expect(called).toEqual(keys.map(key => key.replaceAll(/\{\w+\}/g, 'nothing')))
})
