import type { Account } from '../../account.ts'
import { type Input, text } from './find-resources.ts'

/** These are about all tables of a database. */
const OF_ALL_TABLES = ['DeleteDatabase', 'GetTables']

/**
 * The table or the database, and all that is above it; for a database that is deleted, also all that is below it.
 *
 * @see https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
 */
export function glueResources(
  input: Input,
  account: Account,
  operation: string,
): readonly (string | undefined)[] {
  const database = databaseIn(input, operation)?.toLowerCase()
  const catalog = account.arn('glue', 'catalog')
  if (database === undefined) return [catalog]
  const table = OF_ALL_TABLES.includes(operation) ? '*' : tableIn(input)?.toLowerCase()
  return [
    catalog,
    account.arn('glue', `database/${database}`),
    table && account.arn('glue', `table/${database}/${table}`),
    operation === 'DeleteDatabase' ? account.arn('glue', `userDefinedFunction/${database}/*`) : undefined,
  ]
}

function databaseIn({ DatabaseName, Name, DatabaseInput }: Input, operation: string): string | undefined {
  if (operation === 'GetDatabases') return '*'
  return text(DatabaseName) ?? text(Name) ?? nameOf(DatabaseInput)
}

/** In requests about tables, `Name` is that of the table. */
function tableIn({ DatabaseName, TableName, Name, TableInput }: Input): string | undefined {
  return text(DatabaseName) && (text(TableName) ?? text(Name) ?? nameOf(TableInput))
}

function nameOf(given: unknown): string | undefined {
  return text((given as Input | undefined)?.Name)
}
