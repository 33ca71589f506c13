import { BatchGetItemCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { Connection } from '../../clients/connection.ts'
import type { SessionRecord } from './stream-events.ts'

/** "A single operation can retrieve … as many as 100 items" (DynamoDB, BatchGetItem). */
const MOST_KEYS = 100

export interface CountingTables {
  readonly countedEvents: string
  readonly generations: string
}

/** Where the trends function marks the events that it has counted, each under the generation of its minute. */
export class CountedEvents {
  readonly #client: DynamoDBClient
  readonly #table: string
  readonly #segments: readonly { from: string; generation: string }[]

  private constructor(
    client: DynamoDBClient,
    table: string,
    segments: readonly { from: string; generation: string }[],
  ) {
    this.#client = client
    this.#table = table
    this.#segments = segments
  }

  static async of(
    connection: Connection,
    { countedEvents, generations }: CountingTables,
  ): Promise<CountedEvents> {
    const client = new DynamoDBClient(connection)
    const { Item } = await client.send(
      new GetItemCommand({ TableName: generations, Key: { name: { S: 'trends' } }, ConsistentRead: true }),
    )
    // Without a replay there is one generation.
    const { segments } = Item ? unmarshall(Item) : { segments: [{ from: '', generation: '0' }] }
    return new CountedEvents(client, countedEvents, segments)
  }

  /**
   * Which of a session's records hold an event that is counted, be it by another record: events come more than once.
   *
   * @param sessionId the records' partition key
   */
  async among(records: readonly SessionRecord[], sessionId: string): Promise<ReadonlySet<SessionRecord>> {
    const keys = new Map(
      records.flatMap(record => {
        const key = this.#keyOf(record, sessionId)
        return key === undefined ? [] : [[record, key] as const]
      }),
    )
    const marked = await this.#markedOf([...new Set(keys.values())])
    return new Set(records.filter(record => marked.has(keys.get(record) ?? '')))
  }

  #keyOf({ id, type, time }: SessionRecord, sessionId: string): string | undefined {
    if (id === undefined || type === undefined || time === undefined) return undefined
    const minute = `${time.slice(0, 16)}Z`
    const segment = this.#segments.findLast(({ from }) => from <= minute)
    return segment && `${segment.generation}#${sessionId}#${type}#${id}`
  }

  async #markedOf(keys: readonly string[]): Promise<ReadonlySet<string>> {
    const marked = new Set<string>()
    let left = keys
    while (left.length > 0) {
      const { Responses, UnprocessedKeys } = await this.#client.send(
        new BatchGetItemCommand({
          RequestItems: {
            [this.#table]: {
              Keys: left.slice(0, MOST_KEYS).map(event => ({ event: { S: event } })),
              ProjectionExpression: '#event',
              ExpressionAttributeNames: { '#event': 'event' },
              ConsistentRead: true,
            },
          },
        }),
      )
      for (const { event } of Responses?.[this.#table] ?? []) marked.add(event?.S ?? '')
      const again = UnprocessedKeys?.[this.#table]?.Keys ?? []
      left = [...again.flatMap(({ event }) => event?.S ?? []), ...left.slice(MOST_KEYS)]
    }
    return marked
  }
}
