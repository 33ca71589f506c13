import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { KMSClient } from '@aws-sdk/client-kms'
import { FunctionRig } from '../function-rig.ts'
import { apiRequest, context } from '../invocation.ts'
import { Log } from '../log.ts'

const rig = new FunctionRig()
let log: Log
let unsubscribe: typeof import('../../../lambda/posts/functions/unsubscribe.ts').handler
let subscriptions: typeof import('../../../lambda/posts/functions/subscriptions.ts').handler
let tokenFor: (authorId: string, subscriberId: string) => Promise<string>

beforeAll(async () => {
  await rig.open('posts-unsubscribe')
  rig.environment({
    SUBSCRIBERS_TABLE: await rig.table('subscribers', 'authorId', 'subscriberId', {
      'by-mailbox': ['authorId', 'mailbox'],
    }),
    UNSUBSCRIBE_KEY_ID: await rig.hmacKey(),
  })
  ;({ handler: unsubscribe } = await import('../../../lambda/posts/functions/unsubscribe.ts'))
  ;({ handler: subscriptions } = await import('../../../lambda/posts/functions/subscriptions.ts'))
  const { authorKey } = await import('../../../lambda/posts/author-keys.ts')
  const { unsubscribeToken } = await import('../../../lambda/posts/unsubscribe-token.ts')
  tokenFor = async (authorId, subscriberId) =>
    unsubscribeToken(await authorKey(authorId), { authorId, subscriberId })
})
afterAll(() => rig.close())
beforeEach(() => {
  log = new Log()
})
afterEach(() => jest.restoreAllMocks())

/** A request to the open route: it has no authorizer. */
async function open(method: 'GET' | 'HEAD' | 'POST', token: string | undefined, body?: string) {
  const query = token === undefined ? undefined : { token }
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const { requestContext, ...event } = apiRequest({ method, query, headers, body })
  const { authorizer: _, ...unsigned } = requestContext
  return unsubscribe({ ...event, requestContext: unsigned }, context)
}

async function change(method: 'PUT' | 'DELETE', id: string, subscriber: string, body?: unknown) {
  const { statusCode, body: answer } = await subscriptions(
    apiRequest({ method, pathParameters: { id, subscriber }, body }),
    context,
  )
  return { statusCode, body: answer === undefined ? undefined : JSON.parse(answer) }
}

async function subscribers() {
  const items = await rig.items('subscribers')
  return items.map(item => `${item.authorId?.S}/${item.subscriberId?.S} ${item.email?.S}`).toSorted()
}

describe('PUT and DELETE /authors/{id}/subscribers/{subscriber}', () => {
  test('may be repeated, and the latest address counts', async () => {
    expect(await change('PUT', 'grace', 'reader-1', { email: 'old@mail.example' })).toMatchObject({
      statusCode: 204,
    })
    expect(await change('PUT', 'grace', 'reader-1', { email: 'new@mail.example' })).toMatchObject({
      statusCode: 204,
    })
    expect(await subscribers()).toEqual(['grace/reader-1 new@mail.example'])
    expect(await change('DELETE', 'grace', 'reader-1')).toEqual({ statusCode: 204, body: undefined })
    expect(await change('DELETE', 'grace', 'reader-1')).toMatchObject({ statusCode: 204 })
    expect(await subscribers()).toEqual([])
    expect(log.text).not.toContain('@')
  })

  test('by the API ends one subscription, whoever else has that mailbox', async () => {
    await change('PUT', 'grace', 'reader-1', { email: 'Ada@Mail.example' })
    await change('PUT', 'grace', 'reader-2', { email: 'ada@mail.EXAMPLE' })
    await change('DELETE', 'grace', 'reader-1')
    expect(await subscribers()).toEqual(['grace/reader-2 ada@mail.example'])
    await change('DELETE', 'grace', 'reader-2')
  })

  test('refuses what breaks rules with all of them', async () => {
    const answer = await change('PUT', 'grace@mail.example', 'a b', { email: 'nobody' })
    expect(answer).toMatchObject({
      statusCode: 400,
      body: {
        errors: [
          { pointer: 'id', detail: 'must be 1 to 100 letters, digits and . _ : -' },
          { pointer: 'subscriber', detail: 'must be 1 to 128 letters, digits and . _ : -' },
          { pointer: '#/email', detail: expect.stringContaining('must be an e-mail address') },
        ],
      },
    })
    expect(await change('DELETE', 'grace', 'a/b')).toMatchObject({
      statusCode: 400,
      body: { errors: [{ pointer: 'subscriber' }] },
    })
    expect(log.text).not.toContain('@')
  })

  test.each([
    ['grace@mail.example', 'reader-1', 'id'],
    ['grace', 'a b', 'subscriber'],
  ])('changes nothing where one of the ids is refused: %s, %s', async (id, subscriber, pointer) => {
    const refused = { statusCode: 400, body: { errors: [expect.objectContaining({ pointer })] } }
    expect(await change('PUT', id, subscriber, { email: 'one@mail.example' })).toMatchObject(refused)
    expect(await change('DELETE', id, subscriber)).toMatchObject(refused)
    expect(await subscribers()).toEqual([])
  })

  test('leaves a hop that names author and subscriber', async () => {
    await change('DELETE', 'grace', 'reader-1')
    expect(log.hops.at(-1)).toMatchObject({ authorId: 'grace', subscriberId: 'reader-1', outcome: 'done' })
  })
})

describe('the unsubscribe link', () => {
  beforeEach(async () => {
    await change('PUT', 'grace', 'reader-1', { email: 'one@mail.example' })
    await change('PUT', 'grace', 'reader-2', { email: 'two@mail.example' })
    await change('PUT', 'ada', 'reader-1', { email: 'one@mail.example' })
  })

  // RFC 8058, section 1: software "that fetches all URLs in mail header fields" must not unsubscribe by it.
  test('opened, shows a page with a button and changes nothing', async () => {
    const before = await subscribers()
    const { statusCode, headers, body } = await open('GET', await tokenFor('grace', 'reader-1'))
    expect(statusCode).toBe(200)
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': expect.stringMatching(/^default-src 'none'; .*frame-ancestors 'none'/),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    })
    expect(body).toContain(
      '<h1>Unsubscribe</h1>\n<p>Stop e-mails about new posts by grace?</p>\n<form method="post"><button>Unsubscribe</button></form>',
    )
    expect(await subscribers()).toEqual(before)
  })

  // RFC 9110, section 9.3.2: HEAD "is identical to GET except that the server MUST NOT send content".
  test('asked for with HEAD, answers as to GET and changes nothing', async () => {
    const before = await subscribers()
    const token = await tokenFor('grace', 'reader-1')
    const { body: _, ...got } = await open('GET', token)
    expect(await open('HEAD', token)).toMatchObject(got)
    expect(await open('HEAD', 'x')).toMatchObject({ statusCode: 403 })
    expect(await subscribers()).toEqual(before)
  })

  // RFC 8058, section 3.1: the POST has "List-Unsubscribe=One-Click" as a form of either kind.
  test.each([
    ['as a mail program does', 'List-Unsubscribe=One-Click'],
    ['by the button of the page', ''],
  ])('posted to, %s, ends this subscription and no other', async (_, form) => {
    const token = await tokenFor('grace', 'reader-1')
    const first = await open('POST', token, form)
    expect(first).toMatchObject({ statusCode: 200 })
    expect(first.body).toContain(
      '<h1>You are unsubscribed</h1>\n<p>You will get no more e-mails about new posts by grace. ' +
        'One that is already on its way may still arrive.</p>',
    )
    expect(await subscribers()).toEqual(['ada/reader-1 one@mail.example', 'grace/reader-2 two@mail.example'])
    expect(log.hops.at(-1)).toMatchObject({ authorId: 'grace', subscriberId: 'reader-1', outcome: 'done' })
    expect(await open('POST', token, form)).toMatchObject({ statusCode: 200 })
    expect(log.text).not.toContain(token)
    expect(log.text).not.toContain('@')
  })

  test('posted to, ends what the same mailbox has under other ids, with this author alone', async () => {
    await change('PUT', 'grace', 'reader-3', { email: 'ONE@Mail.example' })
    await open('POST', await tokenFor('grace', 'reader-3'))
    expect(await subscribers()).toEqual(['ada/reader-1 one@mail.example', 'grace/reader-2 two@mail.example'])
    expect(log.text).not.toContain('@')
  })

  test('has ids in it, and no address', async () => {
    const token = await tokenFor('grace', 'reader-1')
    expect(token).toMatch(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}$/)
    expect(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).toBe('grace/reader-1')
  })

  it.each<[string, () => Promise<string | undefined> | string | undefined]>([
    ['is missing', () => undefined],
    ['is empty', () => ''],
    ['is no token', () => 'x'],
    ['is cut off', async () => (await tokenFor('grace', 'reader-1')).slice(0, -1)],
    [
      'is of another key',
      async () => `${(await tokenFor('grace', 'reader-1')).slice(0, -43)}${'A'.repeat(43)}`,
    ],
    [
      'is signed for another subscriber',
      async () =>
        `${(await tokenFor('grace', 'reader-1')).split('.')[0]}.${(await tokenFor('grace', 'reader-2')).split('.')[1]}`,
    ],
    [
      'is signed for another author',
      async () =>
        `${(await tokenFor('grace', 'reader-1')).split('.')[0]}.${(await tokenFor('ada', 'reader-1')).split('.')[1]}`,
    ],
    ['has a third part', async () => `${await tokenFor('grace', 'reader-1')}.x`],
    [
      'came twice',
      async () => `${await tokenFor('grace', 'reader-1')},${await tokenFor('grace', 'reader-1')}`,
    ],
    ['is a page of its own', () => '<script>alert(1)</script>.AAAA'],
    [
      'names no author',
      () => `${Buffer.from('a b/reader-1').toString('base64url')}.${Buffer.alloc(32).toString('base64url')}`,
    ],
  ])('is refused with a page if the token %s', async (_, token) => {
    const before = await subscribers()
    for (const method of ['GET', 'POST'] as const) {
      const { statusCode, headers, body } = await open(method, await token())
      expect(statusCode).toBe(403)
      expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8' })
      expect(body).toContain(
        'This link is not valid, or part of it is missing. Open it from the e-mail again.',
      )
      expect(body).not.toMatch(/script|at .*\.ts|Error/)
    }
    expect(await subscribers()).toEqual(before)
  })

  test('says that it cannot be checked while KMS is away, and changes nothing', async () => {
    const token = await tokenFor('linus', 'reader-1')
    const { claimedSubscription } = await import('../../../lambda/posts/unsubscribe-token.ts')
    expect(claimedSubscription(token)).toMatchObject({ authorId: 'linus', subscriberId: 'reader-1' })
    jest.spyOn(KMSClient.prototype, 'send').mockRejectedValue(new Error('no route to key-1') as never)
    const stranger = token.replace(/^[^.]+/, Buffer.from('nobody/reader-1').toString('base64url'))
    const { statusCode, headers, body } = await open('POST', stranger)
    expect(statusCode).toBe(503)
    expect(headers).toMatchObject({ 'retry-after': '5', 'content-type': 'text/html; charset=utf-8' })
    expect(body).toContain('Nothing has changed. Try again in a moment.')
    expect(body).not.toContain('key-1')
    expect(log.text).toContain('no route to key-1')
  })

  test('asks KMS once for an author, whose id alone it tells', async () => {
    const sent = jest.spyOn(KMSClient.prototype, 'send')
    await tokenFor('margaret', 'reader-1')
    await tokenFor('margaret', 'reader-2')
    await open('POST', await tokenFor('margaret', 'reader-3'))
    expect(sent).toHaveBeenCalledTimes(1)
    const Message = new TextEncoder().encode('unsubscribe-tokens.v1:margaret')
    expect(sent.mock.calls[0]?.[0]).toMatchObject({ input: { Message } })
  })

  test('writes an author that looks like HTML as text', async () => {
    const { htmlPageHandler } = await import('../../../lambda/http/html-page.ts')
    const page = htmlPageHandler(async () => ({
      statusCode: 200,
      title: '<b>',
      message: '"&\'',
      button: '>',
    }))
    const { body } = await page(apiRequest(), context)
    expect(body).toContain('<h1>&lt;b&gt;</h1>\n<p>&quot;&amp;&#39;</p>')
    expect(body).toContain('<button>&gt;</button>')
  })
})

test('an item that lost its address does not stop anybody from unsubscribing', async () => {
  const Item = { authorId: { S: 'grace' }, subscriberId: { S: 'old' } }
  await new DynamoDBClient(rig.client).send(new PutItemCommand({ TableName: 'subscribers', Item }))
  expect(await open('POST', await tokenFor('grace', 'old'))).toMatchObject({ statusCode: 200 })
  expect((await subscribers()).join()).not.toContain('old')
})
