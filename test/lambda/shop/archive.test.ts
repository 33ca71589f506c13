import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  RemovePermissionCommand,
  SetTopicAttributesCommand,
  SNSClient,
} from '@aws-sdk/client-sns'
import type { Wait } from '../../../lambda/shop/topic-archive.ts'
import { FunctionRig } from '../function-rig.ts'
import { context as anyContext } from '../invocation.ts'
import { Log } from '../log.ts'

const rig = new FunctionRig()
const context = { ...anyContext, logGroupName: '/messaging/dev/shop/archive' }
let handlerThat: (waits: Wait) => (event: object) => Promise<void>
let sns: SNSClient
let topic: string
let cloudFormation: Server
/** What CloudFormation was answered, and the status that it gives for the next answers. */
let answers: Record<string, string>[]
let statuses: number[]

beforeAll(async () => {
  await rig.open('shop-archive')
  const { customResourceHandler } = await import('../../../lambda/runtime/custom-resource.ts')
  const { topicArchive } = await import('../../../lambda/shop/topic-archive.ts')
  handlerThat = waits => {
    const handler = customResourceHandler(topicArchive(waits))
    return event => handler(event, context)
  }
  sns = new SNSClient(rig.client)
  cloudFormation = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', text => {
      body += text
    })
    request.on('end', () => {
      answers.push({ ...JSON.parse(body), contentType: request.headers['content-type'] ?? '' })
      response.writeHead(statuses.shift() ?? 200).end()
    })
  }).listen(0, '127.0.0.1')
})
afterAll(async () => {
  sns.destroy()
  cloudFormation.closeAllConnections()
  cloudFormation.close()
  await rig.close()
})
beforeEach(async () => {
  new Log()
  answers = []
  statuses = []
  topic = (await rig.topic('purchases.fifo')).topicArn
})
afterEach(async () => {
  jest.restoreAllMocks()
  await setPolicy('{}').catch(() => {})
  await sns.send(new DeleteTopicCommand({ TopicArn: topic }))
})

const setPolicy = (AttributeValue: string) =>
  sns.send(new SetTopicAttributesCommand({ TopicArn: topic, AttributeName: 'ArchivePolicy', AttributeValue }))

/** The days for which the topic archives. */
async function days(): Promise<string | undefined> {
  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn: topic }))
  return JSON.parse(Attributes?.ArchivePolicy ?? '{}').MessageRetentionPeriod
}

function request(RequestType: string, members: object = {}): object {
  const { port } = cloudFormation.address() as AddressInfo
  return {
    RequestType,
    ServiceToken: 'arn:aws:lambda:us-east-1:000000000000:function:archive',
    ResponseURL: `http://127.0.0.1:${port}/answer?signature=s`,
    StackId: 'arn:aws:cloudformation:us-east-1:000000000000:stack/Shop/1',
    RequestId: 'request-1',
    LogicalResourceId: 'Archive',
    ResourceType: 'Custom::TopicArchive',
    ResourceProperties: { TopicArn: topic, RetentionDays: '90' },
    ...members,
  }
}

const send = (RequestType: string, members?: object) =>
  handlerThat(async () => {})(request(RequestType, members))

test('a creation turns the archive on, an update changes it, a deletion turns it off', async () => {
  await send('Create')
  expect(await days()).toBe('90')
  await send('Update', {
    PhysicalResourceId: topic,
    ResourceProperties: { TopicArn: topic, RetentionDays: '365' },
  })
  expect(await days()).toBe('365')
  await send('Delete', { PhysicalResourceId: topic })
  expect(await days()).toBeUndefined()
  const ids = {
    StackId: 'arn:aws:cloudformation:us-east-1:000000000000:stack/Shop/1',
    RequestId: 'request-1',
    LogicalResourceId: 'Archive',
  }
  const done = { ...ids, Status: 'SUCCESS', PhysicalResourceId: topic, contentType: '' }
  expect(answers).toEqual([done, done, done])
})

test.each(['Create', 'Delete'])('a repeated %s succeeds', async type => {
  await send(type, type === 'Delete' ? { PhysicalResourceId: topic } : {})
  await send(type, type === 'Delete' ? { PhysicalResourceId: topic } : {})
  expect(answers.map(({ Status }) => Status)).toEqual(['SUCCESS', 'SUCCESS'])
})

test('the archive of a topic that is gone is deleted', async () => {
  await sns.send(new DeleteTopicCommand({ TopicArn: topic }))
  await send('Delete', { PhysicalResourceId: topic })
  expect(answers).toMatchObject([{ Status: 'SUCCESS' }])
})

test.each<[string, Record<string, unknown>, string]>([
  ['no days', { RetentionDays: undefined }, '#/RetentionDays'],
  ['0 days', { RetentionDays: '0' }, '#/RetentionDays must be 1 to 365 days'],
  ['366 days', { RetentionDays: '366' }, '#/RetentionDays must be 1 to 365 days'],
  [
    'a standard topic',
    { TopicArn: 'arn:aws:sns:us-east-1:000000000000:purchases' },
    '#/TopicArn is no ARN of a FIFO topic',
  ],
])('%s are refused with the reason, and the deletion that follows succeeds', async (_, wrong, reason) => {
  const ResourceProperties = { TopicArn: topic, RetentionDays: '90', ...wrong }
  await send('Create', { ResourceProperties })
  expect(answers).toMatchObject([
    { Status: 'FAILED', Reason: expect.stringContaining(reason), PhysicalResourceId: 'never-created' },
  ])
  expect(answers[0]?.Reason).toContain('/messaging/dev/shop/archive')
  expect(await days()).toBeUndefined()
  await send('Delete', { ResourceProperties, PhysicalResourceId: answers[0]?.PhysicalResourceId })
  expect(answers[1]).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'never-created' })
})

test('what fails after it was tried is answered with the id that its deletion needs', async () => {
  const gone = 'arn:aws:sns:us-east-1:000000000000:gone.fifo'
  await send('Create', { ResourceProperties: { TopicArn: gone, RetentionDays: '90' } })
  expect(answers).toMatchObject([
    { Status: 'FAILED', PhysicalResourceId: gone, Reason: expect.stringContaining('NotFoundException') },
  ])
})

describe('while SNS refuses, as it does until a new policy applies', () => {
  const allow = () => sns.send(new RemovePermissionCommand({ TopicArn: topic, Label: 'refused' }))

  beforeEach(async () => {
    const refused = {
      ...{ Sid: 'refused', Effect: 'Deny', Principal: '*', Resource: topic },
      Action: 'sns:SetTopicAttributes',
    }
    const AttributeValue = JSON.stringify({ Version: '2012-10-17', Statement: [refused] })
    await sns.send(
      new SetTopicAttributesCommand({ TopicArn: topic, AttributeName: 'Policy', AttributeValue }),
    )
  })

  test('it waits and tries again', async () => {
    const waits: number[] = []
    const handler = handlerThat(async ms => {
      if (waits.push(ms) === 2) await allow()
    })
    await handler(request('Create'))
    expect({ waits, days: await days() }).toEqual({ waits: [1_000, 2_000], days: '90' })
  })

  test('it gives up after half a minute', async () => {
    const waits: number[] = []
    await handlerThat(async ms => waits.push(ms))(request('Create'))
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000])
    expect(answers).toMatchObject([
      { Status: 'FAILED', PhysicalResourceId: topic, Reason: expect.stringContaining('AuthorizationError') },
    ])
    await allow()
  })
})

test('however long the reason, the answer fits into 4,096 bytes', async () => {
  const words = new Error('“€𝄞”'.repeat(1_000))
  jest.spyOn(SNSClient.prototype, 'send').mockImplementation(() => Promise.reject(words))
  await send('Create', { LogicalResourceId: 'A'.repeat(255) })
  const { contentType: _, ...answer } = answers[0] ?? {}
  expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(4_096)
  expect(answer.Reason).toContain('“€𝄞”')
})

test('an answer that does not arrive is sent again; at last Lambda is told', async () => {
  statuses = [503, 500]
  await send('Create')
  expect(answers).toHaveLength(3)
  statuses = [503, 503, 503]
  await expect(send('Create')).rejects.toThrow('CloudFormation could not be answered')
})

test('an event of anybody else is refused', async () => {
  await expect(handlerThat(async () => {})({ Records: [] })).rejects.toThrow(
    'The event is no request of CloudFormation: #/',
  )
  expect(answers).toEqual([])
})
