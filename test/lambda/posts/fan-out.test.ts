import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { emailRequested } from '../../../lambda/contracts/email-events.ts'
import { pageRequested } from '../../../lambda/contracts/post-events.ts'
import { apiRequest, context, sqsEvent, sqsRecord } from '../invocation.ts'
import { Log } from '../log.ts'
import { FanOutRig } from './fan-out-rig.ts'

const rig = new FanOutRig()
let log: Log

beforeAll(() => rig.openWithPagesOf(3))
afterAll(() => rig.close())
beforeEach(() => {
  log = new Log()
})
afterEach(async () => {
  jest.restoreAllMocks()
  await rig.drained(rig.posts)
  await rig.drained(rig.emails)
})

const readers = (count: number) => Array.from({ length: count }, (_, index) => `reader-${index}`)

/** The one message that is in the queue of posts. */
async function next() {
  const [message, ...others] = await rig.arrived(rig.posts)
  expect(others).toEqual([])
  if (!message) throw new Error('There is no message in the queue of posts.')
  return message
}

async function emails() {
  const messages = await rig.drained(rig.emails)
  return messages.map(({ Body = '', Attributes }) => ({
    event: emailRequested.schema.parse(JSON.parse(Body)),
    group: Attributes?.MessageGroupId,
  }))
}

test('asks for a mail to each of a page, in the name of the author, and for the next page', async () => {
  await rig.subscribe('grace', readers(4))
  const postId = await rig.publish('grace')
  expect(await rig.fanOut(await next())).toBe(true)

  const asked = await emails()
  expect(asked.map(({ event }) => event.data.to).toSorted()).toEqual(
    ['reader-0', 'reader-1', 'reader-2'].map(reader => `${reader}@grace.example`),
  )
  for (const { event, group } of asked) {
    expect(group).toBe('author:grace')
    expect(event).toMatchObject({
      correlationid: postId,
      data: { tenant: 'author:grace', subject: 'On <bugs>' },
    })
    expect(event.data.unsubscribe).toMatch(/^https:\/\/blog\.example\/unsubscribe\?token=[\w-]+\.[\w-]+$/)
    expect(event.data.text).toContain(`Unsubscribe: ${event.data.unsubscribe}`)
    expect(event.data.html).toContain('<h1>On &lt;bugs&gt;</h1>')
    expect(event.data.html).toContain('<p>In the relay.</p>')
  }

  const page = await next()
  const event = JSON.parse(page.Body ?? '')
  expect(pageRequested.schema.parse(event)).toEqual(event)
  expect(event).toMatchObject({
    correlationid: postId,
    data: { postId, authorId: 'grace', after: 'reader-2', page: 2 },
  })
  expect(page.Attributes).toMatchObject({ MessageGroupId: postId, MessageDeduplicationId: event.id })
  expect(log.hops).toEqual([
    expect.objectContaining({
      correlationId: postId,
      postId,
      authorId: 'grace',
      page: '1',
      subscribers: '3',
      outcome: 'done',
      sent: [
        { to: 'emails', event: 'mail.email.requested.v1', count: 3 },
        { to: 'posts.fifo', event: 'posts.page.requested.v1', id: event.id },
      ],
    }),
  ])
  for (const word of ['@', 'bugs', 'moth', 'token']) expect(log.text).not.toContain(word)
})

test.each([
  ['no address', {}],
  ['an address that no queue takes', { email: { S: 'a\uffff@ken.example' } }],
])('leaves out an item with %s that somebody wrote past the API, and tells the others', async (_, email) => {
  await rig.subscribe('ken', readers(2))
  const Item = { authorId: { S: 'ken' }, subscriberId: { S: 'reader-0a' }, ...email }
  await new DynamoDBClient(rig.client).send(new PutItemCommand({ TableName: 'subscribers', Item }))
  await rig.publish('ken')
  expect(await rig.fanOut(await next())).toBe(true)

  const to = (await emails()).map(({ event }) => event.data.to)
  expect(to.toSorted()).toEqual(['reader-0@ken.example', 'reader-1@ken.example'])
  expect(log.text).toMatch(/is skipped.*"subscriberId":"reader-0a"/)
})

describe('a person who is subscribed under several ids, with an address in several spellings,', () => {
  const spellings = ['Ada@Mail.Example', 'ADA@mail.EXAMPLE', 'ada@mail.example', 'aDa@mail.example']

  async function write(authorId: string, emails: readonly string[]): Promise<void> {
    for (const [index, email] of emails.entries()) {
      const Item = {
        authorId: { S: authorId },
        subscriberId: { S: `reader-${index}` },
        email: { S: email },
      }
      await new DynamoDBClient(rig.client).send(new PutItemCommand({ TableName: 'subscribers', Item }))
    }
  }

  /** The mails that arrive once everything has happened. */
  async function mailsAbout(authorId: string) {
    const postId = await rig.publish(authorId)
    for (;;) {
      const [message] = await rig.arrived(rig.posts)
      if (!message) break
      expect(await rig.fanOut(message)).toBe(true)
    }
    for (const message of await rig.drained(rig.emails)) await rig.mail([message])
    return (await rig.inbox()).filter(({ tags }) => tags.correlationId === postId)
  }

  test('gets one mail, also where the ids are on different pages', async () => {
    await write('joan', [...spellings, 'other@mail.example'])
    const mails = await mailsAbout('joan')
    expect(mails.flatMap(({ to }) => to).toSorted()).toEqual(['Ada@mail.example', 'other@mail.example'])
    expect(await rig.arrived(rig.deadLetters)).toEqual([])
    expect(log.text).not.toContain('@')
  })

  test('gets one where one spelling of the domain is in Punycode', async () => {
    await write('karen', ['x@münchen.example', 'X@xn--mnchen-3ya.example'])
    expect((await mailsAbout('karen')).flatMap(({ to }) => to)).toEqual(['x@xn--mnchen-3ya.example'])
  })

  test('ends them all with the link, though an earlier release stored them', async () => {
    await write('radia', [...spellings, 'other@mail.example'])
    const mails = await mailsAbout('radia')
    const [mail] = mails.filter(({ to }) => to.includes('Ada@mail.example'))
    const [, token = ''] = /token=([^>]+)>/.exec(mail?.headers['List-Unsubscribe'] ?? '') ?? []
    const { handler: unsubscribe } = await import('../../../lambda/posts/functions/unsubscribe.ts')
    const { requestContext, ...event } = apiRequest({ method: 'POST', query: { token } })
    const { authorizer: _, ...unsigned } = requestContext
    expect(await unsubscribe({ ...event, requestContext: unsigned }, context)).toMatchObject({
      statusCode: 200,
    })
    expect((await mailsAbout('radia')).flatMap(({ to }) => to)).toEqual(['other@mail.example'])
  })
})

test('has pages of a thousand subscribers', async () => {
  const { handler } = await import('../../../lambda/posts/functions/fan-out.ts')
  const ids = Array.from({ length: 1_001 }, (_, number) => `reader-${String(number).padStart(4, '0')}`)
  for (let first = 0; first < ids.length; first += 25)
    await rig.subscribe('frances', ids.slice(first, first + 25))
  const postId = await rig.publish('frances')
  const { Body = '' } = await next()
  const place = { queue: 'posts.fifo', messageId: 'm-1', group: postId }
  expect(await handler(sqsEvent(sqsRecord(Body, place)), context)).toEqual({ batchItemFailures: [] })
  expect(JSON.parse((await next()).Body ?? '').data).toMatchObject({ after: 'reader-0999', page: 2 })
})

test('ends with the last page of subscribers', async () => {
  await rig.subscribe('alan', readers(7))
  await rig.publish('alan')
  let pages = 0
  for (;;) {
    const [message] = await rig.arrived(rig.posts)
    if (!message) break
    expect(await rig.fanOut(message)).toBe(true)
    pages++
  }
  expect(pages).toBe(3)
  expect(await emails()).toHaveLength(7)
  // The post has ended, not each page; and it is from long ago.
  expect(log.inTime('posts')).toEqual([0])
})

test('is done at once where an author has no subscribers', async () => {
  await rig.publish('nobody')
  expect(await rig.fanOut(await next())).toBe(true)
  expect(await emails()).toEqual([])
  expect(await rig.arrived(rig.posts)).toEqual([])
})

test('stops at its next page once the post is withdrawn; what is queued already stays queued', async () => {
  await rig.subscribe('kathleen', readers(5))
  const postId = await rig.publish('kathleen')
  await rig.fanOut(await next())
  const { withdrawPost } = await import('../../../lambda/posts/posts-table.ts')
  await withdrawPost(postId, '2026-01-02T03:05:00.000Z')
  expect(await rig.fanOut(await next())).toBe(true)
  expect(await emails()).toHaveLength(3)
  expect(await rig.arrived(rig.posts)).toEqual([])
  expect(log.hops.at(-1)).toMatchObject({ stopped: 'withdrawn', outcome: 'done' })
  expect(log.inTime('posts')).toEqual([0])
})

test('goes on after a subscriber who left meanwhile', async () => {
  await rig.subscribe('barbara', readers(5))
  await rig.publish('barbara')
  await rig.fanOut(await next())
  const { unsubscribe } = await import('../../../lambda/posts/subscribers-table.ts')
  await unsubscribe({ authorId: 'barbara', subscriberId: 'reader-2' })
  await unsubscribe({ authorId: 'barbara', subscriberId: 'reader-4' })
  await rig.fanOut(await next())
  const told = (await emails()).map(({ event }) => event.data.to)
  expect(told.toSorted()).toEqual([0, 1, 2, 3].map(number => `reader-${number}@barbara.example`))
})

test('asks for no next page before all mails of this one are queued', async () => {
  await rig.subscribe('edsger', readers(4))
  await rig.publish('edsger')
  const message = await next()
  const send = SQSClient.prototype.send as (this: SQSClient, command: unknown) => Promise<unknown>
  jest.spyOn(SQSClient.prototype, 'send').mockImplementation(function (this: SQSClient, command: unknown) {
    if (!(command instanceof SendMessageBatchCommand)) return send.call(this, command)
    const Failed = [{ Id: '0', Code: 'InternalError', SenderFault: false }]
    return Promise.resolve({ Failed })
  } as never)
  expect(await rig.fanOut(message)).toBe(false)
  expect(log.hops).toEqual([
    expect.objectContaining({
      outcome: 'retry',
      reason: 'MessagesNotSent: SQS did not take 1 messages of a batch: InternalError',
    }),
  ])
  expect(await rig.arrived(rig.posts)).toEqual([])
})

describe('the pages of a post end:', () => {
  /** The request for the second page, and that request with other data. */
  async function secondPage(authorId: string) {
    await rig.subscribe(authorId, readers(8))
    await rig.publish(authorId)
    await rig.fanOut(await next())
    await emails()
    const message = await next()
    const event = JSON.parse(message.Body ?? '')
    return (data: object) => ({
      ...message,
      Body: JSON.stringify({ ...event, data: { ...event.data, ...data } }),
    })
  }

  async function deadLetterReason(): Promise<string | undefined> {
    const [letter] = await rig.drained(rig.deadLetters)
    return letter?.MessageAttributes?.reason?.StringValue
  }

  test('each has a number, which the next one counts on', async () => {
    const request = await secondPage('tony')
    await rig.fanOut(request({}))
    expect(JSON.parse((await next()).Body ?? '').data).toMatchObject({ after: 'reader-5', page: 3 })
  })

  test('one that the release before asked for has none, and counts as the second', async () => {
    const request = await secondPage('robin')
    expect(await rig.fanOut(request({ page: undefined }))).toBe(true)
    expect(await emails()).toHaveLength(3)
    expect(JSON.parse((await next()).Body ?? '').data).toMatchObject({ page: 3 })
  })

  test('page 10,000 is mailed; the next page becomes a dead letter without mails', async () => {
    const request = await secondPage('niklaus')
    expect(await rig.fanOut(request({ page: 10_000 }))).toBe(true)
    expect(await emails()).toHaveLength(3)
    expect(await rig.fanOut(await next())).toBe(true)
    expect(await emails()).toEqual([])
    expect(await rig.arrived(rig.posts)).toEqual([])
    expect(await deadLetterReason()).toBe(
      'TooManyPages: this is page 10001 of the post, and MOST_PAGES in lambda/posts/page-bounds.ts is 10000',
    )
  })

  test.each(['reader-2', 'reader-1'])('one that would go on after %s again is a dead letter', async last => {
    const request = await secondPage(`leslie-${last}`)
    const send = DynamoDBClient.prototype.send as (this: DynamoDBClient, command: unknown) => Promise<object>
    jest.spyOn(DynamoDBClient.prototype, 'send').mockImplementation(async function (
      this: DynamoDBClient,
      command: unknown,
    ) {
      const answer = await send.call(this, command)
      if (!(command instanceof QueryCommand)) return answer
      return { ...answer, LastEvaluatedKey: { subscriberId: { S: last } } }
    } as never)
    expect(await rig.fanOut(request({}))).toBe(true)
    expect(await emails()).toEqual([])
    expect(await rig.arrived(rig.posts)).toEqual([])
    expect(await deadLetterReason()).toBe(
      'PageStandsStill: page 2 of the post does not end after the subscriber that it begins after',
    )
  })
})

test('sends a message about a missing post to the dead-letter queue', async () => {
  await rig.publish('ken')
  const message = await next()
  const postId = '01920000-0000-7000-8000-00000000dead'
  const Body = JSON.stringify({
    ...JSON.parse(message.Body ?? ''),
    data: { ...JSON.parse(message.Body ?? '').data, postId },
  })
  expect(await rig.fanOut({ ...message, Body })).toBe(true)
  const [letter] = await rig.arrived(rig.deadLetters)
  expect(letter?.MessageAttributes?.reason?.StringValue).toBe(`UnknownPost: there is no post ${postId}`)
})

test('sends a mail with an unsubscribe link that ends this subscription', async () => {
  await rig.subscribe('donald', ['reader-1'])
  await rig.publish('donald')
  await rig.fanOut(await next())
  await rig.mail(await rig.drained(rig.emails))
  const [mail] = await rig.inbox('reader-1@donald.example')
  const token = /token=([^>]+)>/.exec(mail?.headers['List-Unsubscribe'] ?? '')?.[1] ?? ''
  const { claimedSubscription, isSigned } = await import('../../../lambda/posts/unsubscribe-token.ts')
  const { authorKey } = await import('../../../lambda/posts/author-keys.ts')
  const claimed = claimedSubscription(token)
  expect(claimed).toMatchObject({ authorId: 'donald', subscriberId: 'reader-1' })
  expect(claimed && isSigned(claimed, await authorKey('donald'))).toBe(true)
})
