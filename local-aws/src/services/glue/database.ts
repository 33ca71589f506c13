import type { CatalogDatabase } from '../../ports.ts'
import type { Table } from './table.ts'
import type { DatabaseInput } from './table-input.ts'

/** A database of the catalog with its tables. */
export class Database implements CatalogDatabase {
  readonly name: string
  /** In ms since the epoch. */
  readonly createdAt: number
  readonly tables = new Map<string, Table>()
  definition: Omit<DatabaseInput, 'Name'>

  constructor(name: string, createdAt: number, definition: Omit<DatabaseInput, 'Name'>) {
    this.name = name
    this.createdAt = createdAt
    this.definition = definition
  }

  get description(): string | undefined {
    return this.definition.Description
  }

  get parameters(): Readonly<Record<string, string>> {
    return this.definition.Parameters ?? {}
  }
}
