import type { Account } from '../../account.ts'
import {
  asDocumented,
  type DynaliteError,
  type Item,
  type ItemStore,
  loadModules,
  loadOperations,
  type Operation,
  type Store,
  type Table,
  type Types,
  type Validation,
} from './dynalite-modules.ts'
import { parameterNotSimulated } from './errors.ts'
import type { HeldWrites } from './held-writes.ts'
import { TransactionGate } from './transaction-gate.ts'

/** Called with the item that an operation finds, or undefined, before the operation changes it. */
type Reader = (item: Item | undefined) => void

/** The operations of the engine that a transaction may use while it runs alone. */
export interface Transaction {
  /** @throws AwsError `ResourceNotFoundException` */
  table(name: string): Promise<Table>
  /**
   * Runs an operation whose input was checked by {@link Dynalite.check}.
   *
   * @param writes holds the writes of the operation; without it, the operation may only read
   */
  run(operation: Operation, input: object, writes?: HeldWrites, read?: Reader): Promise<object>
}

/**
 * dynalite's engine without its HTTP server, which ends the whole process if a client disconnects during a request, and
 * which has no setting for its region.
 *
 * @see https://github.com/architect/dynalite
 */
export class Dynalite {
  readonly modules = loadModules()
  readonly operations = loadOperations()
  readonly #store: Store
  readonly #gate = new TransactionGate()

  constructor(account: Account) {
    this.#store = this.modules.create({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
    this.#store.tableDb.awsAccountId = account.id
    this.#store.tableDb.awsRegion = account.region
  }

  /**
   * @param read called with the item that the operation finds
   * @throws AwsError as documented for DynamoDB; also for a parameter that dynalite would silently ignore
   */
  run(operation: Operation, input: object, read?: Reader): Promise<object> {
    return this.#gate.share(async () => {
      const { types, custom } = this.operations[operation]
      const unknown = Object.keys(input).find(name => !Object.hasOwn(types, name))
      if (unknown) throw parameterNotSimulated(operation, unknown)
      return this.#call(
        operation,
        this.check(input, types, custom),
        read ? watched(this.#store, read) : this.#store,
      )
    })
  }

  /** Runs `work` exclusively: it sees no changes by others, and they see no partial changes. */
  transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.#gate.alone(() =>
      work({
        table: name => this.#table(name),
        run: (operation, input, writes, read) => {
          const store = writes ? writes.store(this.#store) : this.#store
          return this.#call(operation, input, read ? watched(store, read) : store)
        },
      }),
    )
  }

  /**
   * @returns the input with its parsed expressions
   * @throws AwsError `SerializationException`, `ValidationException`
   */
  check<T extends object>(input: T, types: Types, custom: Validation): T {
    try {
      const checked = this.modules.checkTypes(input, types)
      this.modules.checkValidations(checked, types, custom, this.#store)
      return checked as T
    } catch (error) {
      throw asDocumented(error as DynaliteError)
    }
  }

  /** Waits for operations in progress, which would otherwise find their store closed. */
  close(): Promise<void> {
    return this.#gate.alone(() => this.#store.db.close())
  }

  #call(operation: Operation, input: object, store: Store): Promise<object> {
    return new Promise((resolve, reject) => {
      this.operations[operation].run(store, input, (error, output) =>
        error ? reject(asDocumented(error)) : resolve(output ?? {}),
      )
    })
  }

  #table(name: string): Promise<Table> {
    return new Promise((resolve, reject) => {
      this.#store.getTable(name, (error, table) =>
        error ? reject(asDocumented(error)) : resolve(table as Table),
      )
    })
  }
}

/**
 * dynalite reads an item under its lock before it changes it, so `read` gets the item that the condition was checked
 * on.
 */
function watched(store: Store, read: Reader): Store {
  const watching: Store = Object.create(store)
  watching.getItemDb = table => {
    const items: ItemStore = Object.create(store.getItemDb(table))
    const { get } = items
    items.get = (key, callback) =>
      get(key, (error, item) => {
        read(item)
        callback(error, item)
      })
    return items
  }
  return watching
}
