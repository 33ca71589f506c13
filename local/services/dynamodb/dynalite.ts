import { createRequire } from 'node:module'
import type { Account } from '../../account.ts'
import { AwsError } from '../../api/aws-error.ts'

/** An error as dynalite hands it to its callbacks; one without a body is a defect. */
interface DynaliteError extends Error {
  statusCode?: number
  body?: { __type: string; message?: string; Message?: string }
}

type Callback<T> = (error: DynaliteError | null | undefined, result?: T) => void

interface ItemStore {
  get(key: string, callback: Callback<Item>): void
}

interface Store {
  tableDb: { awsAccountId: string; awsRegion: string }
  db: { close(): Promise<void> }
  getItemDb(table: string): ItemStore
}

interface DynaliteModules {
  create(options: Record<string, number>): Store
  checkTypes(input: object, types: object): object
  checkValidations(input: object, types: object, custom: unknown, store: Store): void
}

interface OperationModules {
  run(store: Store, input: object, callback: Callback<object>): void
  types: object
  custom: unknown
}

export type Item = Record<string, unknown>

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

/**
 * dynalite's engine, without its HTTP server: that one ends the whole process when a client goes away in the
 * middle of a request, and cannot say which region it is in.
 *
 * @see https://github.com/architect/dynalite
 */
export class Dynalite {
  readonly #modules = load()
  readonly #operations = loadOperations()
  readonly #store: Store
  readonly #running = new Set<Promise<object>>()

  constructor(account: Account) {
    this.#store = this.#modules.create({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
    this.#store.tableDb.awsAccountId = account.id
    this.#store.tableDb.awsRegion = account.region
  }

  /**
   * @param read is told of the item that the operation finds, or of its absence, before it changes it
   * @throws AwsError as DynamoDB documents it; also for a parameter that dynalite would pass over in silence
   */
  async run(operation: Operation, input: object, read?: (item: Item | undefined) => void): Promise<object> {
    const running = this.#run(operation, input, read)
    this.#running.add(running)
    try {
      return await running
    } finally {
      this.#running.delete(running)
    }
  }

  /** What is under way ends first: it would find its store closed. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#running)
    await this.#store.db.close()
  }

  #run(
    operation: Operation,
    input: object,
    read: ((item: Item | undefined) => void) | undefined,
  ): Promise<object> {
    const { run, types, custom } = this.#operations[operation]
    const unknown = Object.keys(input).find(name => !Object.hasOwn(types, name))
    if (unknown) throw notSimulated(operation, unknown)

    return new Promise((resolve, reject) => {
      try {
        const checked = this.#modules.checkTypes(input, types)
        this.#modules.checkValidations(checked, types, custom, this.#store)
        const store = read ? this.#watched(read) : this.#store
        run(store, checked, (error, output) => (error ? reject(asDocumented(error)) : resolve(output ?? {})))
      } catch (error) {
        reject(asDocumented(error as DynaliteError))
      }
    })
  }

  /** dynalite reads an item under its lock before it changes it: `read` sees what the condition was checked on. */
  #watched(read: (item: Item | undefined) => void): Store {
    const store: Store = Object.create(this.#store)
    store.getItemDb = table => {
      const items: ItemStore = Object.create(this.#store.getItemDb(table))
      const { get } = items
      items.get = (key, callback) =>
        get(key, (error, item) => {
          read(item)
          callback(error, item)
        })
      return items
    }
    return store
  }
}

function asDocumented(error: DynaliteError): Error {
  if (!error.body) return error
  const { __type, message, Message, ...members } = error.body
  const code = __type.slice(__type.indexOf('#') + 1)
  return new AwsError(code, message ?? Message ?? '', { statusCode: error.statusCode, members })
}

function notSimulated(operation: string, parameter: string): AwsError {
  return new AwsError(
    'ValidationException',
    `The local AWS does not simulate the parameter ${JSON.stringify(parameter)} of ${operation}.`,
  )
}

function load(): DynaliteModules {
  const require = createRequire(import.meta.url)
  return { ...require('dynalite/db'), ...require('dynalite/validations') }
}

function loadOperations(): Record<Operation, OperationModules> {
  const require = createRequire(import.meta.url)
  const entries = OPERATIONS.map(operation => {
    const file = operation.charAt(0).toLowerCase() + operation.slice(1)
    const modules = { run: require(`dynalite/actions/${file}`), ...require(`dynalite/validations/${file}`) }
    return [operation, modules] as const
  })
  return Object.fromEntries(entries) as Record<Operation, OperationModules>
}
