import type { Account } from '../../account.ts'
import { jsonProtocol } from '../../api/protocols/json-protocol.ts'
import { rpcService } from '../../api/protocols/rpc-service.ts'
import type { Action, Actions, RequestContext, ServiceApi } from '../../api/service-api.ts'
import type { Keys } from '../../ports.ts'
import type { ResourceType } from '../../template/resource-type.ts'
import { itemActions } from './actions/items.ts'
import { TableActions } from './actions/tables.ts'
import { tagActions } from './actions/tags.ts'
import { timeToLiveActions } from './actions/time-to-live.ts'
import { transactionActions } from './actions/transactions.ts'
import { Dynalite } from './dynalite.ts'
import { OPERATIONS } from './dynalite-modules.ts'
import { INPUTS } from './input-model.ts'
import { globalTableType } from './resources/global-table.ts'
import { type StackTables, tableType } from './resources/table.ts'
import type { TableDefinition, TableDescription } from './table.ts'
import { TableEncryption } from './table-encryption.ts'
import { TimeToLive, type TimeToLiveSpecification } from './time-to-live.ts'
import { permissionsOf } from './transaction-input.ts'
import { Transactions } from './transactions.ts'

/** The operations that read or write items, and therefore need the key of their tables. */
const ITEM_OPERATIONS: readonly string[] = [
  'BatchGetItem',
  'BatchWriteItem',
  'DeleteItem',
  'GetItem',
  'PutItem',
  'Query',
  'Scan',
  'TransactGetItems',
  'TransactWriteItems',
  'UpdateItem',
]

/**
 * DynamoDB: tables, items, conditions, indexes and transactions. Streams, PartiQL and backups are refused. Items never
 * expire: since "items that have expired are deleted within a few days", no reader may rely on it.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
 */
export class DynamoDb {
  readonly api: ServiceApi
  readonly resourceTypes: readonly ResourceType[]
  readonly #dynalite: Dynalite
  readonly #timeToLive = new TimeToLive()
  readonly #encryption: TableEncryption
  readonly #tables: TableActions

  constructor(account: Account, keys: Keys) {
    this.#encryption = new TableEncryption(account, keys)
    this.#dynalite = new Dynalite(account)
    this.#tables = new TableActions(this.#dynalite, this.#encryption, this.#timeToLive)
    const tables: StackTables = {
      make: async ({ definition, timeToLive, deletionProtection }) => {
        const table = await this.makeTable(definition, timeToLive)
        if (deletionProtection) this.#tables.protect(table.TableName)
        return table
      },
      remove: name => this.#removeTable(name),
    }
    this.resourceTypes = [tableType(tables), globalTableType(account.region, tables)]
    const served = OPERATIONS.map((operation): [string, Action] => [
      operation,
      (input: object) => this.#dynalite.run(operation, input),
    ])
    this.api = rpcService({
      signingName: 'dynamodb',
      model: INPUTS,
      protocols: [
        jsonProtocol({
          targetPrefix: 'DynamoDB_20120810',
          version: '1.0',
          namespace: 'com.amazonaws.dynamodb.v20120810',
        }),
      ],
      actions: this.#withKeys({
        ...Object.fromEntries(served),
        ...this.#tables.actions,
        ...itemActions(this.#dynalite),
        ...tagActions(this.#dynalite),
        ...transactionActions(new Transactions(this.#dynalite, account.clock)),
        ...timeToLiveActions(this.#tables, this.#timeToLive),
      }),
    })
  }

  /** Creates a table; resolves when it is active. */
  async makeTable(
    definition: TableDefinition,
    timeToLive: TimeToLiveSpecification | undefined,
  ): Promise<TableDescription> {
    const { TableName } = definition
    await this.#tables.create(definition)
    if (timeToLive) this.#timeToLive.update(TableName, timeToLive)
    for (;;) {
      const table = await this.#tables.describe(TableName)
      if (table.TableStatus === 'ACTIVE') return table
      await new Promise(resolve => setImmediate(resolve))
    }
  }

  async #removeTable(name: string): Promise<void> {
    await this.#tables.delete(name)
    while (await this.#tables.exists(name)) await new Promise(resolve => setImmediate(resolve))
  }

  async close(): Promise<void> {
    await this.#dynalite.close()
  }

  #withKeys(actions: Actions): Actions {
    const keyed = ITEM_OPERATIONS.map((operation): [string, Action] => {
      const action = actions[operation] as (input: object, context: RequestContext) => Promise<object>
      const useKeys: Action = (input: object, context) => {
        this.#encryption.use(tablesOf(input), context.caller)
        return action(input, context)
      }
      return [operation, useKeys]
    })
    return { ...actions, ...Object.fromEntries(keyed) }
  }
}

/** The tables in an input that has not been checked yet. */
function tablesOf(input: { TableName?: unknown; RequestItems?: unknown }): string[] {
  const { TableName, RequestItems } = input
  if (typeof TableName === 'string') return [TableName]
  if (typeof RequestItems === 'object') return Object.keys(RequestItems ?? {})
  return [...new Set([...permissionsOf(input)].map(({ TableName }) => TableName))]
}
