import { request } from 'node:http'
import { Http2Connection } from '../../api/front-door/http2-request.ts'
import { type SignedTarget, signedHeaders } from '../../signed-request.ts'
import { SqsRig } from './sqs-rig.ts'

const receive = (target: SignedTarget, body: string) =>
  signedHeaders(target, 'sqs', '/', { headers: { 'x-amz-target': 'AmazonSQS.ReceiveMessage' }, body })

/** Both send a request and return what cuts it off. */
async function goneOverHttp1(target: SignedTarget, body: string): Promise<() => void> {
  const { hostname, port } = new URL(target.endpoint)
  const headers = await receive(target, body)
  const poll = request({ hostname, port, method: 'POST', headers }).on('error', () => {})
  poll.end(body)
  return () => poll.destroy()
}

async function goneOverHttp2(target: SignedTarget, body: string): Promise<() => void> {
  const connection = new Http2Connection(target.endpoint)
  const stream = connection.begin(await receive(target, body)).on('error', () => {})
  stream.end(body)
  stream.once('close', () => connection.close())
  return () => stream.close()
}

/**
 * "The duration (in seconds) for which the call waits for a message to arrive in the queue" (ReceiveMessage).
 * @documented SQS API Reference, ReceiveMessage, WaitTimeSeconds: "If a message is available, the call
 *   returns sooner than WaitTimeSeconds."
 */
describe('long poll', () => {
  const aws = new SqsRig()
  beforeAll(() => aws.open())
  afterAll(() => aws.close())

  /** A receive that waits by the time this resolves; its answer is wrapped lest it be awaited here. */
  async function poll(url: string) {
    const bodies = aws.bodies(url, { wait: 20 })
    await aws.clock.untilPending(1)
    return { bodies }
  }

  test('"if a message is available, the call returns sooner than WaitTimeSeconds": wakes on send', async () => {
    const url = await aws.queue('send')
    const { bodies } = await poll(url)
    await aws.send(url, 'a')
    expect(await bodies).toEqual(['a'])
  })

  test('wakes when a visibility timeout ends', async () => {
    const url = await aws.queue('expiry', { VisibilityTimeout: '10' })
    await aws.send(url, 'a')
    await aws.receive(url)
    const { bodies } = await poll(url)
    await aws.clock.advanceBy({ seconds: 10 })
    expect(await bodies).toEqual(['a'])
  })

  test('wakes when a visibility timeout is set to 0', async () => {
    const url = await aws.queue('given-back')
    await aws.send(url, 'a')
    const [message] = await aws.receive(url)
    const { bodies } = await poll(url)
    await aws.client.changeMessageVisibility({
      QueueUrl: url,
      ReceiptHandle: message?.ReceiptHandle,
      VisibilityTimeout: 0,
    })
    expect(await bodies).toEqual(['a'])
  })

  test('wakes when a delay ends', async () => {
    const url = await aws.queue('delay')
    await aws.client.sendMessage({ QueueUrl: url, MessageBody: 'a', DelaySeconds: 7 })
    const { bodies } = await poll(url)
    await aws.clock.advanceBy({ seconds: 7 })
    expect(await bodies).toEqual(['a'])
  })

  test('wakes when the message that blocked the group is deleted', async () => {
    const url = await aws.queue('unblocked.fifo')
    await aws.sendFifo(url, 'a1', 'a2')
    const [first] = await aws.receive(url, { max: 1 })
    const { bodies } = await poll(url)
    await aws.client.deleteMessage({ QueueUrl: url, ReceiptHandle: first?.ReceiptHandle })
    expect(await bodies).toEqual(['a2'])
  })

  /**
   * @documented SQS API Reference, ReceiveMessage, WaitTimeSeconds: "If no messages are available and the
   *   wait time expires, the call does not return a message list."
   * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_receive_empty_queue[sqs], 2025-02-10
   */
  test('"if no messages are available and the wait time expires, the call does not return a message list"', async () => {
    const url = await aws.queue('empty', { ReceiveMessageWaitTimeSeconds: '3' })
    const answer = aws.client.receiveMessage({ QueueUrl: url })
    await aws.clock.untilPending(1)
    await aws.clock.advanceBy({ seconds: 3 })
    expect((await answer).Messages).toBeUndefined()
  })

  /**
   * @documented SQS API Reference, ReceiveMessage, WaitTimeSeconds: "If no messages are available and the
   *   wait time expires, the call does not return a message list."
   */
  test('each receive waits for its own time', async () => {
    await aws.queue('patience')
    const queue = aws.sqs.byArn(aws.arn('patience'))
    const ended: number[] = []
    const receives = [3, 1, 2].map(async waitSeconds => {
      await queue.receive({ maximum: 1, waitSeconds }, aws.caller)
      ended.push(waitSeconds)
    })
    for (const expected of [[1], [1, 2], [1, 2, 3]]) {
      await aws.clock.advanceBy({ milliseconds: 999 })
      expect(ended).toEqual(expected.slice(0, -1))
      await aws.clock.advanceBy({ milliseconds: 1 })
      expect(ended).toEqual(expected)
    }
    await Promise.all(receives)
  })

  /** @documented SQS Developer Guide, MessageRetentionPeriod: a message is deleted when its retention period ends */
  test('wakes when the message that blocked the group expires', async () => {
    const url = await aws.queue('expired.fifo', { MessageRetentionPeriod: '60', VisibilityTimeout: '600' })
    await aws.sendFifo(url, 'a1')
    await aws.receive(url)
    await aws.clock.advanceBy({ seconds: 50 })
    await aws.sendFifo(url, 'a2')
    const { bodies } = await poll(url)
    await aws.clock.advanceBy({ seconds: 10 })
    expect(await bodies).toEqual(['a2'])
  })

  /** @own not documented by AWS: the order in which waiting receives are served */
  test('receives are served in order of arrival; a batch wakes as many as it has messages for', async () => {
    const url = await aws.queue('several')
    const queue = aws.sqs.byArn(aws.arn('several'))
    const receives = [1, 2, 3].map(() => queue.receive({ maximum: 1, waitSeconds: 20 }, aws.caller))
    await aws.client.sendMessageBatch({
      QueueUrl: url,
      Entries: [
        { Id: '1', MessageBody: 'a' },
        { Id: '2', MessageBody: 'b' },
      ],
    })
    await aws.clock.advanceBy({ seconds: 20 })
    const bodies = (await Promise.all(receives)).map(messages => messages.map(({ body }) => body))
    expect(bodies).toEqual([['a'], ['b'], []])
  })

  /** @own connections that clients end while a receive waits */
  test.each([
    ['HTTP/1.1', goneOverHttp1],
    ['HTTP/2', goneOverHttp2],
  ])('a client that disconnects loses no message, over %s', async (version, begin) => {
    const url = await aws.queue(version.replace(/\W/g, '-'))
    const leave = await begin(aws.rig.target, JSON.stringify({ QueueUrl: url, WaitTimeSeconds: 20 }))
    await aws.clock.untilPending(1)
    const noticed = aws.abortOfLatestRequest()
    leave()
    await noticed

    await aws.send(url, 'a')
    expect(await aws.receive(url)).toMatchObject([
      { Body: 'a', Attributes: { ApproximateReceiveCount: '1' } },
    ])
  })

  /** @own event sources that stop while a receive waits */
  test('an event source that stops polling loses no message', async () => {
    const url = await aws.queue('stopped')
    const stop = new AbortController()
    const queue = aws.sqs.byArn(aws.arn('stopped'))
    const polled = queue.receive({ maximum: 10_000, waitSeconds: 20, signal: stop.signal }, aws.caller)
    stop.abort()
    await aws.send(url, 'a')
    expect(await polled).toEqual([])
    expect(await queue.receive({ maximum: 1, waitSeconds: 0, signal: stop.signal }, aws.caller)).toEqual([])
    expect(await aws.bodies(url)).toEqual(['a'])
  })

  /** @documented SQS API Reference, ReceiveMessage: the error QueueDoesNotExist */
  test('waiting receives of a deleted queue fail: QueueDoesNotExist', async () => {
    const url = await aws.queue('deleted')
    const answer = expect(aws.receive(url, { wait: 20 })).rejects.toMatchObject({ name: 'QueueDoesNotExist' })
    await aws.clock.untilPending(1)
    await aws.client.deleteQueue({ QueueUrl: url })
    await answer
  })
})
