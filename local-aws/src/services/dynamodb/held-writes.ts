import type { Callback, ItemStore, Store } from './dynalite-modules.ts'

type Write = (callback: Callback<void>) => void

/** Holds the writes of operations to tables and indexes until all operations are known to succeed. */
export class HeldWrites {
  readonly #writes: Write[] = []

  /** Returns `store` with its writes held; reads are not affected. */
  store(store: Store): Store {
    const holding: Store = Object.create(store)
    holding.getItemDb = table => this.#holding(store.getItemDb(table))
    holding.getIndexDb = (kind, table, index) => this.#holding(store.getIndexDb(kind, table, index))
    return holding
  }

  async commit(): Promise<void> {
    await Promise.all(this.#writes.map(done))
  }

  #holding(items: ItemStore): ItemStore {
    const hold = (write: Write, callback: Callback<void>) => {
      this.#writes.push(write)
      callback(null)
    }
    const holding: ItemStore = Object.create(items)
    holding.put = (key, item, callback) => hold(done => items.put(key, item, done), callback)
    holding.del = (key, callback) => hold(done => items.del(key, done), callback)
    return holding
  }
}

function done(write: Write): Promise<void> {
  return new Promise((resolve, reject) => write(error => (error ? reject(error) : resolve())))
}
