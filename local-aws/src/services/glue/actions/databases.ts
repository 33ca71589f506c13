import type { Actions } from '../../../api/service-api.ts'
import type { Catalog } from '../catalog.ts'
import { catalogName } from '../catalog-name.ts'
import type { Database } from '../database.ts'
import { invalidInput } from '../errors.ts'
import { listedPage } from '../pages.ts'
import type { DatabaseInput } from '../table-input.ts'

/** "MaxResults … Maximum value of 100." */
const PAGE_DATABASES = 100

/** Create, get, list, update and delete databases. */
export function databaseActions(catalog: Catalog): Actions {
  return {
    CreateDatabase(input: { DatabaseInput: DatabaseInput }): void {
      catalog.createDatabase(input.DatabaseInput)
    },

    GetDatabase: (input: { Name: string }) => ({
      Database: databaseShape(catalog.database(input.Name), catalog),
    }),

    GetDatabases(input: { NextToken?: string; MaxResults?: number }) {
      const { items, token } = listedPage(
        catalog.databases(),
        input.MaxResults ?? PAGE_DATABASES,
        input.NextToken,
      )
      return { DatabaseList: items.map(database => databaseShape(database, catalog)), NextToken: token }
    },

    UpdateDatabase(input: { Name: string; DatabaseInput: DatabaseInput }): void {
      const database = catalog.database(input.Name)
      const { Name, ...definition } = input.DatabaseInput
      if (catalogName(Name) !== database.name) {
        throw invalidInput(`Database ${database.name} cannot be renamed to ${Name}.`)
      }
      database.definition = definition
    },

    DeleteDatabase(input: { Name: string }): void {
      catalog.deleteDatabase(input.Name)
    },
  }
}

function databaseShape({ name, createdAt, definition }: Database, { account }: Catalog) {
  return { Name: name, ...definition, CreateTime: createdAt / 1000, CatalogId: account.id }
}
