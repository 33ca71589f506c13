import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { postPublished } from '../../../lambda/contracts/post-events.ts'
import { FunctionRig } from '../function-rig.ts'
import { apiRequest, context, SENT_AT } from '../invocation.ts'
import { Log } from '../log.ts'

const rig = new FunctionRig()
let log: Log
let posts: string
let publish: typeof import('../../../lambda/posts/functions/publish.ts').handler
let withdraw: typeof import('../../../lambda/posts/functions/withdraw.ts').handler

beforeAll(async () => {
  await rig.open('posts-publish')
  posts = await rig.queue('posts.fifo')
  rig.environment({ POSTS_TABLE: await rig.table('posts', 'postId'), POSTS_QUEUE_URL: posts })
  ;({ handler: publish } = await import('../../../lambda/posts/functions/publish.ts'))
  ;({ handler: withdraw } = await import('../../../lambda/posts/functions/withdraw.ts'))
})
afterAll(() => rig.close())
beforeEach(() => {
  log = new Log()
})
afterEach(() => {
  jest.useRealTimers()
  jest.restoreAllMocks()
})

const POST = {
  authorId: 'grace',
  title: 'On bugs',
  text: 'A moth.\n\nIn the relay.',
  url: 'https://blog.example/1',
}

async function post(body: unknown, key?: string, caller?: string) {
  const headers = { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) }
  return parsed(await publish(apiRequest({ body, headers, caller }), context))
}

async function remove(id: string) {
  const route = 'DELETE /posts/{id}'
  return parsed(await withdraw(apiRequest({ method: 'DELETE', route, pathParameters: { id } }), context))
}

function parsed({ statusCode, headers, body }: APIGatewayProxyStructuredResultV2) {
  return { statusCode, headers, body: body === undefined ? undefined : JSON.parse(body) }
}

async function queued() {
  const messages = await rig.arrived(posts)
  return messages.map(({ Body, Attributes }) => ({ event: JSON.parse(Body ?? ''), ...Attributes }))
}

async function item(postId: string) {
  return (await rig.items('posts')).find(candidate => candidate.postId?.S === postId)
}

describe('POST /posts', () => {
  test('fixes the post and queues one message', async () => {
    const { statusCode, body } = await post(POST)
    expect(statusCode).toBe(202)
    expect(body).toEqual({
      postId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      status: 'accepted',
    })
    const [message, ...others] = await queued()
    expect(others).toEqual([])
    expect(postPublished.schema.parse(message?.event)).toEqual(message?.event)
    expect(message).toMatchObject({
      MessageGroupId: body.postId,
      MessageDeduplicationId: body.postId,
      event: { correlationid: body.postId, data: { postId: body.postId, authorId: 'grace' } },
    })
    expect(await item(body.postId)).toMatchObject({
      title: { S: 'On bugs' },
      text: { S: POST.text },
      url: { S: POST.url },
    })
  })

  test('logs one hop, without a word of the post', async () => {
    const { body } = await post(POST)
    expect(log.hops).toEqual([
      expect.objectContaining({
        correlationId: body.postId,
        postId: body.postId,
        authorId: 'grace',
        event: 'posts.post.published.v1',
        sentAt: SENT_AT.toISOString(),
        outcome: 'done',
      }),
    ])
    for (const word of ['bugs', 'moth', 'blog.example']) expect(log.text).not.toContain(word)
  })

  test.each([
    ['an e-mail address as author', { ...POST, authorId: 'grace@mail.example' }, '#/authorId'],
    ['an author whose mail could have no tenant', { ...POST, authorId: 'a'.repeat(101) }, '#/authorId'],
    ['a title of two lines', { ...POST, title: 'On\nbugs' }, '#/title'],
    ['a text that says nothing', { ...POST, text: ' \n\t ' }, '#/text'],
    ['a text too long', { ...POST, text: 'x'.repeat(20_001) }, '#/text'],
    ['a text with a null character', { ...POST, text: 'a\0b' }, '#/text'],
    ['a link that is a script', { ...POST, url: 'javascript:alert(1)' }, '#/url'],
    ['a member that is not known', { ...POST, html: '<p>' }, '#/html'],
  ])('refuses %s and queues nothing', async (_, body, pointer) => {
    await queued()
    const answer = await post(body)
    expect(answer).toMatchObject({ statusCode: 400, body: { errors: [{ pointer }] } })
    expect(await queued()).toEqual([])
  })
})

describe('a request repeated with its Idempotency-Key', () => {
  test('is the same post, queued again byte for byte, which the queue passes on once', async () => {
    await queued()
    const first = await post(POST, 'key-1')
    const again = await post(POST, 'key-1')
    expect(again).toEqual(first)
    const [message, ...others] = await queued()
    expect(others).toEqual([])

    // "any messages sent with the same message deduplication ID … within the 5-minute deduplication interval" (SQS)
    await rig.clock.advanceBy({ minutes: 6 })
    await post(POST, 'key-1')
    expect((await queued()).map(({ event }) => event)).toEqual([message?.event])
  })

  test('is another post from another caller, and with another key', async () => {
    const answers = [
      await post(POST, 'key-2'),
      await post(POST, 'key-2', 'user/bob'),
      await post(POST, 'key-3'),
    ]
    expect(new Set(answers.map(({ body }) => body.postId)).size).toBe(3)
  })

  test('is refused with another body', async () => {
    await post(POST, 'key-4')
    const answer = await post({ ...POST, title: 'On moths' }, 'key-4')
    expect(answer).toMatchObject({
      statusCode: 422,
      body: { type: 'urn:messaging:problem:idempotency-key-reused' },
    })
  })

  test('is refused a day later, when the mailer may have forgotten whom it told', async () => {
    await post(POST, 'key-5')
    await queued()
    jest.useFakeTimers({
      now: Date.now() + 86_400_001,
      doNotFake: ['nextTick', 'setImmediate', 'setTimeout'],
    })
    expect(await post(POST, 'key-5')).toMatchObject({ statusCode: 422 })
    expect(await queued()).toEqual([])
  })

  test('counts as the same for exactly a day', async () => {
    const start = Date.now()
    const at = (ms: number) =>
      jest.useFakeTimers({ now: start + ms, doNotFake: ['nextTick', 'setImmediate', 'setTimeout'] })
    at(0)
    const first = await post(POST, 'key-8')
    at(86_400_000)
    expect(await post(POST, 'key-8')).toMatchObject({ statusCode: 202, body: first.body })
    at(86_400_001)
    expect(await post(POST, 'key-8')).toMatchObject({ statusCode: 422 })
  })

  test('is told of a bad key and of a bad body at once', async () => {
    expect(await post({ ...POST, title: '' }, 'ä')).toMatchObject({
      statusCode: 400,
      body: { errors: [{ pointer: 'Idempotency-Key' }, { pointer: '#/title' }] },
    })
    expect(await post(POST, 'ä')).toMatchObject({
      statusCode: 400,
      body: { errors: [{ pointer: 'Idempotency-Key' }] },
    })
  })

  test('is told to come again where the post was deleted between the write and the read', async () => {
    await post(POST, 'key-9')
    await queued()
    const send = DynamoDBClient.prototype.send as (this: DynamoDBClient, command: unknown) => Promise<object>
    jest.spyOn(DynamoDBClient.prototype, 'send').mockImplementation(async function (
      this: DynamoDBClient,
      command: unknown,
    ) {
      return command instanceof GetItemCommand ? {} : send.call(this, command)
    } as never)
    expect(await post(POST, 'key-9')).toMatchObject({ statusCode: 503, headers: { 'retry-after': '1' } })
    expect(log.hops.at(-1)).toMatchObject({
      outcome: 'failed',
      reason: expect.stringMatching(/^Error: The post [0-9a-f-]{36} was deleted between/),
    })
    expect(await queued()).toEqual([])
  })

  test('gets the same post after an attempt that could not be queued', async () => {
    await rig.deleteQueue(posts)
    const failed = await post(POST, 'key-6')
    expect(failed).toMatchObject({
      statusCode: 503,
      headers: { 'content-type': 'application/problem+json', 'retry-after': '1' },
      body: { detail: expect.stringContaining('Repeat the request') },
    })
    expect(log.hops).toEqual([
      expect.objectContaining({
        correlationId: expect.any(String),
        event: 'posts.post.published.v1',
        outcome: 'failed',
        reason: expect.stringMatching(/^QueueDoesNotExist: /),
      }),
    ])
    // "You must wait 60 seconds after deleting a queue before you can create another one with the same name."
    await rig.clock.advanceBy({ minutes: 2 })
    await rig.queue('posts.fifo')
    const { statusCode, body } = await post(POST, 'key-6')
    expect(statusCode).toBe(202)
    expect((await queued()).map(({ event }) => event.id)).toEqual([body.postId])
  })
})

describe('DELETE /posts/{id}', () => {
  test('takes the content away, as often as it is asked to', async () => {
    const { body } = await post(POST)
    expect(await remove(body.postId)).toMatchObject({ statusCode: 204, body: undefined })
    const withdrawn = await item(body.postId)
    expect(Object.keys(withdrawn ?? {}).toSorted()).toEqual([
      'authorId',
      'fingerprint',
      'postId',
      'publishedAt',
      'withdrawnAt',
    ])
    expect(await remove(body.postId.toUpperCase())).toMatchObject({ statusCode: 204 })
    expect(await item(body.postId)).toEqual(withdrawn)
    expect(log.hops.at(-1)).toMatchObject({
      correlationId: body.postId,
      event: 'DELETE /posts/{id}',
      authorId: 'grace',
      outcome: 'done',
    })
  })

  test('keeps a repeated request from publishing it again', async () => {
    const { body } = await post(POST, 'key-7')
    await remove(body.postId)
    expect(await post(POST, 'key-7')).toMatchObject({ statusCode: 202, body })
    expect(await item(body.postId)).not.toHaveProperty('title')
  })

  test.each([
    [404, '01920000-0000-7000-8000-000000000009', 'not-found', undefined],
    [400, 'no-id', 'invalid-request', [{ pointer: 'id', detail: 'must be a UUID' }]],
  ])('answers %i to %s', async (statusCode, id, kind, errors) => {
    const { body, ...answer } = await remove(id)
    expect(answer).toMatchObject({ statusCode })
    expect(body).toMatchObject({ type: `urn:messaging:problem:${kind}` })
    expect(body.errors).toEqual(errors)
    if (statusCode === 404) expect(body.detail).toBe(`There is no post ${id}.`)
  })
})
