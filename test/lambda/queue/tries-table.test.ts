import { BatchGetItemCommand, BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Tries } from '../../../lambda/queue/tries-table.ts'
import { unavailableIn } from '../../../lambda/runtime/unavailable.ts'
import { FunctionRig } from '../function-rig.ts'
import { Log } from '../log.ts'

const rig = new FunctionRig()
let table: typeof import('../../../lambda/queue/tries-table.ts')

beforeAll(async () => {
  await rig.open('test-consumer')
  rig.environment({ RETENTION_SECONDS: '345600' })
  table = await import('../../../lambda/queue/tries-table.ts')
})
afterAll(() => rig.close())
beforeEach(() => {
  new Log()
})
afterEach(() => jest.restoreAllMocks())

const ids = (count: number) => Array.from({ length: count }, (_, number) => `m-${number}`)
const all = (tries: Tries, count = 1) => new Map(ids(count).map(id => [id, tries]))

/** The real client, save that DynamoDB leaves all of each command of the class unprocessed. */
function throttled(commandClass: typeof BatchGetItemCommand | typeof BatchWriteItemCommand): void {
  const send = DynamoDBClient.prototype.send as (this: DynamoDBClient, command: unknown) => Promise<object>
  jest.spyOn(DynamoDBClient.prototype, 'send').mockImplementation(async function (
    this: DynamoDBClient,
    command: InstanceType<typeof commandClass>,
  ) {
    if (!(command instanceof commandClass)) return send.call(this, command)
    const { RequestItems } = command.input
    return { Responses: {}, UnprocessedKeys: RequestItems, UnprocessedItems: RequestItems }
  } as never)
}

test('more messages than one request writes or reads have their tries recorded', async () => {
  await table.writeTries(all({ failed: 1, begun: 'alone' }, 101))
  expect(await table.readTries(ids(101))).toEqual(all({ failed: 1, begun: 'alone' }, 101))
  await table.writeTries(all({ failed: 0 }, 101))
  expect(await rig.items('tries')).toEqual([])
})

test.each<Tries>([
  { failed: 2 },
  { failed: 0, begun: 'together' },
  { failed: 0, begun: 'alone' },
  { failed: 5, begun: 'giving up' },
])('%j is read as it was written', async tries => {
  await table.writeTries(all(tries))
  expect(await table.readTries(ids(2))).toEqual(all(tries))
})

test('tries are kept for as long as the message may be in its queue', async () => {
  jest.spyOn(Date, 'now').mockReturnValue(1_000_999)
  await table.writeTries(all({ failed: 1 }))
  expect(await rig.items('tries')).toEqual([
    { messageId: { S: 'm-0' }, failed: { N: '1' }, expiresAt: { N: '346600' } },
  ])
})

test('where DynamoDB leaves a part, it is the dependency that is down', async () => {
  throttled(BatchGetItemCommand)
  const unread = await table.readTries(ids(1)).catch((error: unknown) => error)
  throttled(BatchWriteItemCommand)
  const unwritten = await table.writeTries(all({ failed: 1 })).catch((error: unknown) => error)
  for (const error of [unread, unwritten]) {
    expect(error).toMatchObject({ message: 'tries was throttled' })
    expect(unavailableIn(error)).toBe('dynamodb')
  }
})
