import type { Actions } from '../../../api/service-api.ts'
import { compileNameExpression } from '../../../patterns/name-pattern.ts'
import type { Catalog } from '../catalog.ts'
import { invalidInput } from '../errors.ts'
import { listedPage } from '../pages.ts'
import type { Table } from '../table.ts'
import type { ColumnInput, StorageDescriptor, TableInput } from '../table-input.ts'

/** "MaxResults … Maximum value of 100." */
const PAGE_TABLES = 100

/** Create, get, list, update and delete tables. */
export function tableActions(catalog: Catalog): Actions {
  return {
    CreateTable(input: { DatabaseName: string; TableInput: TableInput }): void {
      catalog.createTable(input.DatabaseName, input.TableInput)
    },

    GetTable: (input: { DatabaseName: string; Name: string }) => ({
      Table: tableShape(catalog.table(input.DatabaseName, input.Name), catalog),
    }),

    GetTables(input: { DatabaseName: string; Expression?: string; NextToken?: string; MaxResults?: number }) {
      const matches = nameFilter(input.Expression)
      const tables = catalog.tables(input.DatabaseName).filter(({ name }) => matches(name))
      const { items, token } = listedPage(tables, input.MaxResults ?? PAGE_TABLES, input.NextToken)
      return { TableList: items.map(table => tableShape(table, catalog)), NextToken: token }
    },

    UpdateTable(input: { DatabaseName: string; TableInput: TableInput }): void {
      const table = catalog.table(input.DatabaseName, input.TableInput.Name)
      table.update(input.TableInput, catalog.account.clock.now())
    },

    DeleteTable(input: { DatabaseName: string; Name: string }): void {
      catalog.deleteTable(input.DatabaseName, input.Name)
    },
  }
}

/**
 * "A regular expression pattern. If present, only those tables whose names match the pattern are returned." As in Hive,
 * `*` matches any characters, and `|` separates patterns.
 */
function nameFilter(expression = '*'): (name: string) => boolean {
  if (!/^[\w.*|-]*$/.test(expression)) {
    throw invalidInput(
      `The local AWS does not simulate the expression ${JSON.stringify(expression)}: use letters, digits, "_", "-", ".", "*" and "|".`,
    )
  }
  return compileNameExpression(expression)
}

function tableShape(table: Table, { account }: Catalog) {
  const { StorageDescriptor: storage, PartitionKeys: partitionKeys = [], ...definition } = table.definition
  return {
    ...definition,
    Name: table.name,
    DatabaseName: table.database,
    ...(storage && { StorageDescriptor: storageShape(storage) }),
    PartitionKeys: partitionKeys.map(columnShape),
    CreateTime: table.createdAt / 1000,
    UpdateTime: table.updatedAt / 1000,
    Retention: definition.Retention ?? 0,
    CreatedBy: `arn:aws:iam::${account.id}:root`,
    IsRegisteredWithLakeFormation: false,
    CatalogId: account.id,
    VersionId: String(table.version),
  }
}

/** The defaults of a storage descriptor in responses. */
export function storageShape(storage: StorageDescriptor) {
  return {
    Compressed: false,
    NumberOfBuckets: 0,
    SortColumns: [],
    StoredAsSubDirectories: false,
    ...storage,
    Columns: (storage.Columns ?? []).map(columnShape),
  }
}

function columnShape(column: ColumnInput): ColumnInput {
  return { ...column, Name: column.Name.toLowerCase() }
}
