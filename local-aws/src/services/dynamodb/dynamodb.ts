import type { Account } from '../../account.ts'
import { jsonProtocol } from '../../api/json-protocol.ts'
import type { Action, RequestContext, ServiceApi } from '../../api/service-api.ts'
import { AwsError } from '../../aws-error.ts'
import type { Keys } from '../../ports.ts'
import type { ResourceType } from '../../template/resource-type.ts'
import { Dynalite } from './dynalite.ts'
import { type Item, OPERATIONS, type Operation } from './dynalite-modules.ts'
import { tableResourceTypes } from './resource-types.ts'
import type { TableDefinition, TableDescription } from './table.ts'
import { TableEncryption } from './table-encryption.ts'
import { TimeToLive, type TimeToLiveSpecification } from './time-to-live.ts'
import { permissionsOf } from './transaction-input.ts'
import { Transactions } from './transactions.ts'

/** Those that read or write items, and so need the key of their tables. */
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
 * DynamoDB: tables, items, conditions, indexes, transactions. Streams, PartiQL and backups are refused, and
 * no item expires: "Items that have expired are deleted within a few days", so no reader may count on it.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
 */
export class DynamoDb {
  readonly api: ServiceApi
  readonly resourceTypes: readonly ResourceType[]
  readonly #dynalite: Dynalite
  readonly #timeToLive = new TimeToLive()
  readonly #encryption: TableEncryption

  constructor(account: Account, keys: Keys) {
    this.#encryption = new TableEncryption(keys)
    this.#dynalite = new Dynalite(account)
    const transactions = new Transactions(this.#dynalite, account.clock)
    this.resourceTypes = tableResourceTypes(account, (definition, timeToLive) =>
      this.makeTable(definition, timeToLive),
    )
    const served = OPERATIONS.map((operation): [string, Action] => [
      operation,
      (input: object) => this.#dynalite.run(operation, input),
    ])
    this.api = jsonProtocol({
      signingName: 'dynamodb',
      targetPrefix: 'DynamoDB_20120810',
      version: '1.0',
      namespace: 'com.amazonaws.dynamodb.v20120810',
      actions: this.#withKeys({
        ...Object.fromEntries(served),
        CreateTable: (input: TableDefinition) => this.#createTable(input),
        DeleteTable: (input: { TableName: string }) => this.#deleteTable(input),
        PutItem: (input: ConditionalInput) => this.#change('PutItem', input),
        UpdateItem: (input: ConditionalInput) => this.#change('UpdateItem', input),
        DeleteItem: (input: ConditionalInput) => this.#change('DeleteItem', input),
        TransactGetItems: authorized(input => transactions.read(input)),
        TransactWriteItems: authorized(input => transactions.write(input)),
        UpdateTimeToLive: (input: TimeToLiveInput) => this.#updateTimeToLive(input),
        DescribeTimeToLive: (input: { TableName: string }) => this.#describeTimeToLive(input),
      }),
    })
  }

  /** Resolves when the table is active. */
  async makeTable(
    definition: TableDefinition,
    timeToLive: TimeToLiveSpecification | undefined,
  ): Promise<TableDescription> {
    const { TableName } = definition
    await this.#createTable(definition)
    if (timeToLive) this.#timeToLive.update(TableName, timeToLive)
    for (;;) {
      const table = await this.#table(TableName)
      if (table.TableStatus === 'ACTIVE') return table
      await new Promise(resolve => setImmediate(resolve))
    }
  }

  async close(): Promise<void> {
    await this.#dynalite.close()
  }

  #withKeys(actions: Record<string, Action>): Record<string, Action> {
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

  async #createTable(input: TableDefinition): Promise<object> {
    // The table class is a price.
    const { Tags, StreamSpecification, DeletionProtectionEnabled, SSESpecification, TableClass, ...rest } =
      input
    if (StreamSpecification?.StreamEnabled) throw notSimulated('DynamoDB Streams')
    if (DeletionProtectionEnabled) throw notSimulated('deletion protection of tables')

    const output = (await this.#dynalite.run('CreateTable', rest)) as { TableDescription: TableDescription }
    this.#encryption.encrypt(input.TableName, SSESpecification)
    if (Tags?.length) {
      await this.#dynalite.run('TagResource', { ResourceArn: output.TableDescription.TableArn, Tags })
    }
    return output
  }

  async #deleteTable(input: { TableName: string }): Promise<object> {
    const output = await this.#dynalite.run('DeleteTable', input)
    this.#timeToLive.forget(input.TableName)
    this.#encryption.forget(input.TableName)
    return output
  }

  /** dynalite does not know `ReturnValuesOnConditionCheckFailure`, which shows the item that failed a condition. */
  async #change(operation: Operation, input: ConditionalInput): Promise<object> {
    const { ReturnValuesOnConditionCheckFailure = 'NONE', ...rest } = input
    if (ReturnValuesOnConditionCheckFailure === 'NONE') return this.#dynalite.run(operation, rest)

    let found: Item | undefined
    try {
      return await this.#dynalite.run(operation, rest, item => {
        found = item
      })
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== 'ConditionalCheckFailedException' || !found) {
        throw error
      }
      throw new AwsError(error.code, error.message, { members: { Item: found } })
    }
  }

  async #updateTimeToLive({ TableName, TimeToLiveSpecification }: TimeToLiveInput): Promise<object> {
    await this.#table(TableName)
    this.#timeToLive.update(TableName, TimeToLiveSpecification)
    return { TimeToLiveSpecification }
  }

  async #describeTimeToLive({ TableName }: { TableName: string }): Promise<object> {
    await this.#table(TableName)
    return { TimeToLiveDescription: this.#timeToLive.describe(TableName) }
  }

  async #table(TableName: string): Promise<TableDescription> {
    const output = await this.#dynalite.run('DescribeTable', { TableName })
    return (output as { Table: TableDescription }).Table
  }
}

interface ConditionalInput {
  ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' | 'NONE'
}

interface TimeToLiveInput {
  TableName: string
  TimeToLiveSpecification: TimeToLiveSpecification
}

/** "Permissions … are governed by the permissions used for the underlying" operations: those of each action. */
function authorized(transact: (input: object) => Promise<object>): Action {
  return (input: object, context: RequestContext) => {
    for (const { permission, TableName } of permissionsOf(input)) context.authorize(permission, { TableName })
    return transact(input)
  }
}

/** Of an input that is not checked yet. */
function tablesOf(input: { TableName?: unknown; RequestItems?: unknown }): string[] {
  const { TableName, RequestItems } = input
  if (typeof TableName === 'string') return [TableName]
  if (typeof RequestItems === 'object') return Object.keys(RequestItems ?? {})
  return [...new Set([...permissionsOf(input)].map(({ TableName }) => TableName))]
}

function notSimulated(what: string): AwsError {
  return new AwsError('ValidationException', `The local AWS does not simulate ${what}.`)
}
