import { createRequire } from 'node:module'
import { AwsError } from '../../aws-error.ts'
import { rememberExpressions } from './parsed-expressions.ts'

/** An error as dynalite hands it to its callbacks; one without a body is a defect. */
export interface DynaliteError extends Error {
  statusCode?: number
  body?: { __type: string; message?: string; Message?: string }
}

export type Callback<T> = (error: DynaliteError | null | undefined, result?: T) => void

export type Item = Record<string, unknown>

/** The items of a table, or of an index of it. */
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

/** A table as dynalite keeps it. */
export interface Table {
  readonly TableName: string
}

/** What an update expression comes to, once it is parsed. */
type Updates = object

/** How dynalite describes an input: a type for each of its members, with the constraints on it. */
export type Types = Readonly<Record<string, string | object>>

/** Says what is wrong with an input, beyond its types; writes into it what its expressions come to. */
export type Validation = (input: object, store: Store) => string | null | undefined

export interface DynaliteModules {
  create(options: Record<string, number>): Store
  checkTypes(input: object, types: Types): object
  checkValidations(input: object, types: Types, custom: Validation, store: Store): void
  validateItem(item: Item, table: Table): DynaliteError | null | undefined
  validateKey(key: Item, table: Table): DynaliteError | null | undefined
  validateUpdates(legacy: undefined, updates: Updates, table: Table): DynaliteError | null | undefined
  createKey(item: Item, table: Table): string
  /** Bytes, as DynamoDB counts them. */
  itemSize(item: Item): number
}

export interface OperationModules {
  run(store: Store, input: object, callback: Callback<object>): void
  types: Types
  custom: Validation
}

/** What dynalite can do; its own list is not exported. `DescribeTimeToLive` is left out: it always says no. */
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
  return Object.fromEntries(entries) as Record<Operation, OperationModules>
}

/** An error of dynalite as DynamoDB documents it; a defect stays what it is. */
export function asDocumented(error: DynaliteError): Error {
  if (!error.body) return error
  const { __type, message, Message, ...members } = error.body
  const code = __type.slice(__type.indexOf('#') + 1)
  return new AwsError(code, message ?? Message ?? '', { statusCode: error.statusCode, members })
}
