import { type AttributeValue, type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb'
import type { Store } from './store.ts'

/** The attributes of an item that are read. */
export type Item = Record<string, AttributeValue>

export interface TableStoreProps {
  readonly name: string
  readonly table: string
  /** The attributes that are read: its keys, and what tells whose it is. */
  readonly attributes: readonly string[]
  readonly isTheirs: (item: Item) => boolean
  /** Resolves to `false` for what can only be erased later. */
  readonly erase: (item: Item) => Promise<unknown>
}

/** The items of a table that belong to a person. It reads all of the table: no index leads to them. */
export class TableStore implements Store {
  readonly name: string
  readonly #client: DynamoDBClient
  readonly #props: TableStoreProps
  readonly #signal: AbortSignal

  constructor(client: DynamoDBClient, props: TableStoreProps, signal: AbortSignal) {
    this.name = props.name
    this.#client = client
    this.#props = props
    this.#signal = signal
  }

  async find(): Promise<number> {
    let found = 0
    for await (const items of this.theirs()) found += items.length
    return found
  }

  async erase(): Promise<number> {
    let erased = 0
    for await (const items of this.theirs()) {
      for (const item of items) {
        this.#signal.throwIfAborted()
        if ((await this.#props.erase(item)) !== false) erased++
      }
    }
    return erased
  }

  /** Page by page. */
  async *theirs(): AsyncGenerator<Item[]> {
    const { table, attributes, isTheirs } = this.#props
    const query = {
      TableName: table,
      ConsistentRead: true,
      ProjectionExpression: attributes.map((_, index) => `#${index}`).join(', '),
      ExpressionAttributeNames: Object.fromEntries(attributes.map((name, index) => [`#${index}`, name])),
    }
    for await (const { Items = [] } of paginateScan({ client: this.#client }, query)) {
      this.#signal.throwIfAborted()
      yield Items.filter(isTheirs)
    }
  }
}
