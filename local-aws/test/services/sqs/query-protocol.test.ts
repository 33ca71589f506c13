import { QueueDoesNotExist, SQS } from '@aws-sdk/client-sqs'
import { AwsQueryProtocol } from '@aws-sdk/core/protocols'
import { signedFetch } from '../../signed-request.ts'
import { SqsRig } from './sqs-rig.ts'

const rig = new SqsRig()
let sqs: SQS

beforeAll(async () => {
  await rig.open()
  sqs = new SQS({
    ...rig.rig.client,
    protocol: AwsQueryProtocol,
    protocolSettings: {
      defaultNamespace: 'com.amazonaws.sqs',
      xmlNamespace: 'http://queue.amazonaws.com/doc/2012-11-05/',
      version: '2012-11-05',
    },
  })
})
afterAll(() => rig.close())

/** @documented Smithy, AWS Query protocol: flattened lists and maps have the names of the model */
test('an SDK that speaks Query makes, fills and reads a queue', async () => {
  const { QueueUrl } = await sqs.createQueue({
    QueueName: 'orders',
    Attributes: { VisibilityTimeout: '7', DelaySeconds: '0' },
    tags: { team: 'shop' },
  })
  expect((await sqs.listQueueTags({ QueueUrl })).Tags).toEqual({ team: 'shop' })
  const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] })
  expect(Attributes).toMatchObject({ VisibilityTimeout: '7', QueueArn: expect.stringMatching(/:orders$/) })

  await sqs.sendMessage({
    QueueUrl,
    MessageBody: 'ü & <x>\r',
    MessageAttributes: {
      count: { DataType: 'Number', StringValue: '1' },
      bytes: { DataType: 'Binary', BinaryValue: Buffer.from([0, 255]) },
    },
  })
  const { Successful } = await sqs.sendMessageBatch({
    QueueUrl,
    Entries: [
      { Id: 'a', MessageBody: 'a' },
      { Id: 'b', MessageBody: 'b', DelaySeconds: 0 },
    ],
  })
  expect(Successful?.map(({ Id }) => Id)).toEqual(['a', 'b'])

  const { Messages = [] } = await sqs.receiveMessage({
    QueueUrl,
    MaxNumberOfMessages: 10,
    MessageAttributeNames: ['All'],
    MessageSystemAttributeNames: ['SentTimestamp'],
  })
  expect(Messages.map(({ Body }) => Body)).toEqual(['ü & <x>\r', 'a', 'b'])
  expect(Messages[0]).toMatchObject({
    Attributes: { SentTimestamp: expect.stringMatching(/^\d+$/) },
    MessageAttributes: { count: { DataType: 'Number', StringValue: '1' } },
  })
  expect([...(Messages[0]?.MessageAttributes?.bytes?.BinaryValue ?? [])]).toEqual([0, 255])
})

/** @documented SQS API Reference, Common Errors: errors have the codes of the Query protocol */
test('an error has its code in Query', async () => {
  const missing = sqs.getQueueUrl({ QueueName: 'none' })
  await expect(missing).rejects.toMatchObject({ Code: 'AWS.SimpleQueueService.NonExistentQueue' })
  await expect(missing).rejects.toBeInstanceOf(QueueDoesNotExist)
})

const request = async (path: string, body?: string) => {
  const response = await signedFetch(rig.rig.target, 'sqs', path, {
    method: body === undefined ? 'GET' : 'POST',
    body,
    headers: body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' },
  })
  return { status: response.status, text: await response.text() }
}

/** @documented SQS Developer Guide, Making Query API requests: the path of a request names the queue */
test.each([
  ['GET', '/000000000000/plain?Action=SendMessage&MessageBody=hello&Version=2012-11-05', undefined],
  ['POST', '/000000000000/plain', 'Action=SendMessage&MessageBody=hello'],
])('a %s to the URL of a queue', async (_, path, body) => {
  await sqs.createQueue({ QueueName: 'plain' })
  const { status, text } = await request(path, body)
  expect(status).toBe(200)
  expect(text).toContain('<MD5OfMessageBody>5d41402abc4b2a76b9719d911017c592</MD5OfMessageBody>')
})

/** @own operations, refused as not simulated */
test('an action that is not simulated is refused in XML, by name', async () => {
  const { status, text } = await request('/', 'Action=FlyQueue')
  expect(status).toBe(400)
  expect(text).toContain('<Code>InvalidAction</Code>')
  expect(text).toContain('the action &quot;FlyQueue&quot; of sqs')
})
