import { createRequire } from 'node:module'
import { AwsError } from '../../aws-error.ts'
import { rememberExpressions } from './parsed-expressions.ts'

/** An error that dynalite passes to its callbacks; one without a body is a defect. */
export interface DynaliteError extends Error {
  statusCode?: number
  body?: { __type: string; message?: string; Message?: string }
}

export type Callback<T> = (error: DynaliteError | null | undefined, result?: T) => void

export type Item = Record<string, unknown>

/** The items of a table or of an index. */
export interface ItemStore {
  get(key: string, callback: Callback<Item>): void
  put(key: string, item: Item, callback: Callback<void>): void
  del(key: string, callback: Callback<void>): void
}

export interface Store {
  tableDb: { awsAccountId: string; awsRegion: string }
  db: { close(): Promise<void> }
  getTable(name: string, callback: Callback<Table>): void
  getItemDb(table: string): ItemStore
  getIndexDb(kind: string, table: string, index: string): ItemStore
}

/** A table in dynalite's format. */
export interface Table {
  readonly TableName: string
}

/** A parsed update expression. */
type Updates = object

/** dynalite's description of an input: the type of each member, with its constraints. */
export type Types = Readonly<Record<string, string | object>>

/** Returns what is wrong with an input apart from its types; adds the parsed expressions to the input. */
export type Validation = (input: object, store: Store) => string | null | undefined

export interface DynaliteModules {
  create(options: Record<string, number>): Store
  checkTypes(input: object, types: Types): object
  checkValidations(input: object, types: Types, custom: Validation, store: Store): void
  validateItem(item: Item, table: Table): DynaliteError | null | undefined
  validateKey(key: Item, table: Table): DynaliteError | null | undefined
  validateUpdates(legacy: undefined, updates: Updates, table: Table): DynaliteError | null | undefined
  createKey(item: Item, table: Table): string
  /** In bytes, as DynamoDB counts them. */
  itemSize(item: Item): number
}

export interface OperationModules {
  run(store: Store, input: object, callback: Callback<object>): void
  types: Types
  custom: Validation
}

/**
 * The operations of dynalite, which does not export its own list. `DescribeTimeToLive` is excluded, because it always
 * reports DISABLED.
 */
export const OPERATIONS = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'Scan',
  'TagResource',
  'UntagResource',
  'UpdateItem',
  'UpdateTable',
] as const

export type Operation = (typeof OPERATIONS)[number]

export function loadModules(): DynaliteModules {
  const require = createRequire(import.meta.url)
  for (const kind of ['condition', 'projection', 'update'])
    rememberExpressions(require(`dynalite/db/${kind}Parser`))
  return { ...require('dynalite/db'), ...require('dynalite/validations') }
}

export function loadOperations(): Record<Operation, OperationModules> {
  const require = createRequire(import.meta.url)
  const entries = OPERATIONS.map(operation => {
    const file = operation.charAt(0).toLowerCase() + operation.slice(1)
    const modules = { run: require(`dynalite/actions/${file}`), ...require(`dynalite/validations/${file}`) }
    return [operation, modules] as const
  })
  const operations = Object.fromEntries(entries) as Record<Operation, OperationModules>
  return { ...operations, Scan: withConsistentRead(operations.Scan) }
}

/** dynalite reads consistently, and knows where that is impossible; only its list of a scan's parameters lacks this one. */
function withConsistentRead(scan: OperationModules): OperationModules {
  return { ...scan, types: { ...scan.types, ConsistentRead: 'Boolean' } }
}

/** An error of dynalite in the form that DynamoDB documents; a defect is returned unchanged. */
export function asDocumented(error: DynaliteError): Error {
  if (!error.body) return error
  const { __type, message, Message, ...members } = error.body
  const code = __type.slice(__type.indexOf('#') + 1)
  return new AwsError(code, message ?? Message ?? '', { statusCode: error.statusCode, members })
}
