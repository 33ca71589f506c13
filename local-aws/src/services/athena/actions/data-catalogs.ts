import type { Actions, RequestContext } from '../../../api/service-api.ts'
import { compileNameExpression } from '../../../patterns/name-pattern.ts'
import type { CatalogColumn, CatalogDatabase, CatalogTable, DataCatalog } from '../../../ports.ts'
import { invalidRequest, metadataError } from '../errors.ts'
import { listedPage } from '../pages.ts'

/** The only data catalog: Glue's, under the name that Athena gives it. */
const DATA_CATALOG = 'AwsDataCatalog'
const PAGE = 50

interface InCatalog {
  CatalogName: string
  NextToken?: string
  MaxResults?: number
}

/** The actions that show Glue's Data Catalog. */
export function dataCatalogActions(catalog: DataCatalog): Actions {
  return {
    ListDataCatalogs: () => ({ DataCatalogsSummary: [{ CatalogName: DATA_CATALOG, Type: 'GLUE' }] }),

    GetDataCatalog({ Name }: { Name: string }) {
      checkCatalog(Name)
      return { DataCatalog: { Name: DATA_CATALOG, Type: 'GLUE', Parameters: {} } }
    },

    ListDatabases(input: InCatalog, { caller }: RequestContext) {
      checkCatalog(input.CatalogName)
      const { items, token } = listedPage(
        catalog.databases(caller),
        input.MaxResults ?? PAGE,
        input.NextToken,
      )
      return { DatabaseList: items.map(databaseShape), NextToken: token }
    },

    GetDatabase(input: InCatalog & { DatabaseName: string }, { caller }: RequestContext) {
      checkCatalog(input.CatalogName)
      const database = catalog.database(input.DatabaseName.toLowerCase(), caller)
      if (!database) throw metadataError(`EntityNotFoundException: Database ${input.DatabaseName} not found.`)
      return { Database: databaseShape(database) }
    },

    ListTableMetadata(
      input: InCatalog & { DatabaseName: string; Expression?: string },
      { caller }: RequestContext,
    ) {
      checkCatalog(input.CatalogName)
      const matches = nameFilter(input.Expression)
      const tables = catalog
        .tables(input.DatabaseName.toLowerCase(), caller)
        .filter(({ name }) => matches(name))
      const { items, token } = listedPage(tables, input.MaxResults ?? PAGE, input.NextToken)
      return { TableMetadataList: items.map(tableShape), NextToken: token }
    },

    GetTableMetadata(
      input: InCatalog & { DatabaseName: string; TableName: string },
      { caller }: RequestContext,
    ) {
      checkCatalog(input.CatalogName)
      const table = catalog.table(input.DatabaseName.toLowerCase(), input.TableName.toLowerCase(), caller)
      if (!table) throw metadataError('EntityNotFoundException: Entity Not Found')
      return { TableMetadata: tableShape(table) }
    },
  }
}

function checkCatalog(name: string): void {
  if (name.toLowerCase() === DATA_CATALOG.toLowerCase()) return
  throw invalidRequest(`Catalog ${name} was not found: the local AWS has ${DATA_CATALOG}.`)
}

/** "A regex filter that pattern-matches table names": `*` for any characters, and `|` between patterns. */
function nameFilter(expression = '*'): (name: string) => boolean {
  if (!/^[\w.*|-]*$/.test(expression)) {
    throw invalidRequest(
      `The local AWS does not simulate the expression ${JSON.stringify(expression)}: use letters, digits, "_", "-", ".", "*" and "|".`,
    )
  }
  return compileNameExpression(expression)
}

function databaseShape({ name, description, parameters }: CatalogDatabase) {
  return { Name: name, Description: description, Parameters: parameters }
}

function tableShape({ name, type, createdAt, storage, partitionKeys, parameters }: CatalogTable) {
  return {
    Name: name,
    CreateTime: createdAt / 1000,
    TableType: type,
    Columns: storage.columns.map(columnShape),
    PartitionKeys: partitionKeys.map(columnShape),
    Parameters: {
      ...parameters,
      inputformat: storage.inputFormat,
      location: storage.location,
      outputformat: storage.outputFormat,
      'serde.serialization.lib': storage.serializationLibrary,
      ...Object.fromEntries(
        Object.entries(storage.serdeParameters).map(([key, value]) => [`serde.param.${key}`, value]),
      ),
    },
  }
}

function columnShape({ name, type, comment }: CatalogColumn) {
  return { Name: name, Type: type, Comment: comment }
}
