import type { Account } from '../../account.ts'
import { catalogName } from './catalog-name.ts'
import { Database } from './database.ts'
import { alreadyExists, databaseNotFound, entityNotFound, tableNotFound } from './errors.ts'
import { Table } from './table.ts'
import type { DatabaseInput, TableInput } from './table-input.ts'

/** The Data Catalog of the account: databases and their tables. */
export class Catalog {
  readonly account: Account
  readonly #databases = new Map<string, Database>()

  constructor(account: Account) {
    this.account = account
  }

  /** Ordered by name. */
  databases(): Database[] {
    return sorted(this.#databases)
  }

  findDatabase(name: string): Database | undefined {
    return this.#databases.get(name.toLowerCase())
  }

  /** @throws AwsError `EntityNotFoundException` */
  database(name: string): Database {
    const database = this.findDatabase(name)
    if (!database) throw databaseNotFound(name)
    return database
  }

  /** @throws AwsError `AlreadyExistsException`, `InvalidInputException` */
  createDatabase({ Name, ...definition }: DatabaseInput): Database {
    const name = catalogName(Name)
    if (this.#databases.has(name)) throw alreadyExists('Database already exists.')
    const database = new Database(name, this.account.clock.now(), definition)
    this.#databases.set(name, database)
    return database
  }

  /** Deletes the database with its tables. @throws AwsError `EntityNotFoundException` */
  deleteDatabase(name: string): void {
    this.#databases.delete(this.database(name).name)
  }

  /** Ordered by name. @throws AwsError `EntityNotFoundException` for the database */
  tables(databaseName: string): Table[] {
    return sorted(this.database(databaseName).tables)
  }

  /** @throws AwsError `EntityNotFoundException` */
  table(databaseName: string, name: string): Table {
    const table = this.database(databaseName).tables.get(name.toLowerCase())
    if (!table) throw tableNotFound()
    return table
  }

  /** @throws AwsError `AlreadyExistsException`, `EntityNotFoundException`, `InvalidInputException` */
  createTable(databaseName: string, definition: TableInput): Table {
    const database = this.database(databaseName)
    const name = catalogName(definition.Name)
    if (database.tables.has(name)) throw alreadyExists('Table already exists.')
    const table = new Table(name, database.name, this.account.clock.now(), definition)
    database.tables.set(name, table)
    return table
  }

  /** @throws AwsError `EntityNotFoundException` */
  deleteTable(databaseName: string, name: string): void {
    const deleted = this.database(databaseName).tables.delete(name.toLowerCase())
    if (!deleted) throw entityNotFound(`Table ${name} not found.`)
  }
}

function sorted<Named extends { name: string }>(all: ReadonlyMap<string, Named>): Named[] {
  return [...all.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}
