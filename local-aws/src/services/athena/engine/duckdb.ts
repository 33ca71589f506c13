import { QueryFailure } from '../executions/query-failure.ts'

/** The package that runs queries. It is optional, because it takes 60 MB. */
const PACKAGE = '@duckdb/node-api'
/** The version that this package is tested with, as in its optional dependencies. */
export const DUCKDB_VERSION = '1.5.6-r.1'

export type DuckDb = typeof import('@duckdb/node-api')

/** Loads DuckDB. */
export type LoadDuckDb = () => Promise<DuckDb>

export const loadDuckDb: LoadDuckDb = () => import('@duckdb/node-api')

/** @throws QueryFailure with the command to install DuckDB, if it is not installed */
export async function requireDuckDb(load: LoadDuckDb): Promise<DuckDb> {
  try {
    return await load()
  } catch (cause) {
    throw new QueryFailure(
      `The local AWS runs Athena's queries in DuckDB, and the package ${PACKAGE} cannot be loaded (${reasonOf(cause)}). Install it: npm install --save-dev ${PACKAGE}@${DUCKDB_VERSION}`,
      { category: 1, type: 0 },
    )
  }
}

function reasonOf(cause: unknown): string {
  const { message } = cause instanceof Error ? cause : new Error(String(cause))
  return message.split('\n', 1)[0] ?? message
}
