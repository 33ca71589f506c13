import { DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { FunctionRig } from '../function-rig.ts'
import { Log } from '../log.ts'

const rig = new FunctionRig()
let index: typeof import('../../../lambda/posts/mailbox-index.ts')
let table: typeof import('../../../lambda/posts/subscribers-table.ts')

beforeAll(async () => {
  await rig.open('posts-fan-out')
  const SUBSCRIBERS_TABLE = await rig.table('subscribers', 'authorId', 'subscriberId', {
    'by-mailbox': ['authorId', 'mailbox'],
  })
  rig.environment({ SUBSCRIBERS_TABLE })
  index = await import('../../../lambda/posts/mailbox-index.ts')
  table = await import('../../../lambda/posts/subscribers-table.ts')
})
afterAll(() => rig.close())
beforeEach(() => {
  new Log()
})
afterEach(() => jest.restoreAllMocks())

/** Subscribes as an earlier release did, without a mailbox. */
async function subscribedEarlier(authorId: string, subscriberId: string, email: string): Promise<void> {
  const Item = { authorId: { S: authorId }, subscriberId: { S: subscriberId }, email: { S: email } }
  await new DynamoDBClient(rig.client).send(new PutItemCommand({ TableName: 'subscribers', Item }))
}

async function mailboxes(author: string): Promise<Record<string, string | undefined>> {
  const items = (await rig.items('subscribers')).filter(({ authorId }) => authorId?.S === author)
  return Object.fromEntries(items.map(({ subscriberId, mailbox }) => [subscriberId?.S, mailbox?.S]))
}

async function subscribersOf(authorId: string) {
  return (await table.subscriberPage(authorId, undefined, 100)).subscribers
}

test('subscribers of an earlier release get their mailbox; more of them than go at once', async () => {
  const ids = Array.from({ length: 27 }, (_, number) => `reader-${number}`)
  for (const id of ids) await subscribedEarlier('grace', id, `${id}@Mail.example`)
  await index.indexMailboxes('grace', await subscribersOf('grace'))
  expect(await mailboxes('grace')).toEqual(Object.fromEntries(ids.map(id => [id, `${id}@mail.example`])))
})

test('one that left meanwhile stays away, and one that subscribed again keeps the new mailbox', async () => {
  for (const id of ['left', 'again', 'stayed']) await subscribedEarlier('ken', id, `${id}@mail.example`)
  const before = await subscribersOf('ken')
  await table.unsubscribe({ authorId: 'ken', subscriberId: 'left' })
  await table.subscribe({ authorId: 'ken', subscriberId: 'again' }, 'new@mail.example')
  await index.indexMailboxes('ken', before)
  expect(await mailboxes('ken')).toEqual({ again: 'new@mail.example', stayed: 'stayed@mail.example' })
})

test('where the table does not take a mailbox, that is no reason to go on', async () => {
  await subscribedEarlier('ada', 'reader-1', 'one@mail.example')
  const send = DynamoDBClient.prototype.send as (this: DynamoDBClient, command: unknown) => Promise<object>
  jest.spyOn(DynamoDBClient.prototype, 'send').mockImplementation(async function (
    this: DynamoDBClient,
    command: unknown,
  ) {
    if (command instanceof UpdateItemCommand) throw new Error('throttled')
    return send.call(this, command)
  } as never)
  await expect(index.indexMailboxes('ada', await subscribersOf('ada'))).rejects.toThrow('throttled')
})

test('a mailbox with more subscriptions than end at once is unsubscribed from all of them', async () => {
  const ids = Array.from({ length: 27 }, (_, number) => `reader-${number}`)
  for (const subscriberId of ids)
    await table.subscribe({ authorId: 'alan', subscriberId }, 'one@mail.example')
  await index.unsubscribeMailbox({ authorId: 'alan', subscriberId: 'reader-0' })
  expect(await mailboxes('alan')).toEqual({})
})
