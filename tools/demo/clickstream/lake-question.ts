import { setTimeout as sleep } from 'node:timers/promises'
import type { Figures } from '../../clients/clickstream/figures.ts'
import type { Connection } from '../../clients/connection.ts'
import type { StackOutputs } from '../../clients/stack-outputs.ts'
import { AthenaQueries, QueryFailedError } from '../../lake/athena-queries.ts'

/** What the lake answered. */
export interface LakeAnswer {
  sql: string
  /** The views of each product. */
  views: ReadonlyMap<string, number>
  bytesScanned: number
  /** Why it did not answer. */
  failure?: string
}

/** Firehose gathers events for a second here, and then writes an object. */
const DEADLINE_MS = 10_000
const PAUSE_MS = 250

/**
 * Asks the lake how often each product was viewed, until it has all views or the time is up.
 *
 * @param start when the first event was sent, in ms since the epoch
 * @param expected the figures by product
 */
export async function askLake(
  connection: Connection,
  outputs: StackOutputs,
  start: number,
  expected: ReadonlyMap<string, Figures>,
): Promise<LakeAnswer> {
  const lake = new AthenaQueries(connection, outputs('LakeWorkgroupName'), outputs('LakeDatabaseName'))
  const sql = questionOf(start)
  const end = performance.now() + DEADLINE_MS
  try {
    for (;;) {
      const query = { sql, parameters: [], limit: 1000 }
      const { rows, bytesScanned } = await lake.run(query, AbortSignal.timeout(DEADLINE_MS))
      const views = new Map(rows.map(([sku = '', count = '']) => [sku, Number(count)]))
      if (hasAll(views, expected) || performance.now() > end) return { sql, views, bytesScanned }
      await sleep(PAUSE_MS)
    }
  } catch (error) {
    // Such as without DuckDB, which the local AWS can do without.
    if (!(error instanceof QueryFailedError)) throw error
    return { sql, views: new Map(), bytesScanned: 0, failure: error.message }
  }
}

/** Whether the lake has the views of all products, and no more. */
export function hasAll(views: ReadonlyMap<string, number>, expected: ReadonlyMap<string, Figures>): boolean {
  return Array.from(expected).every(([sku, figures]) => views.get(sku) === figures.views)
}

/** Each request was sent twice, so it counts ids; the late event is two hours older than the others. */
function questionOf(start: number): string {
  const from = new Date(start - 60_000).toISOString()
  return `SELECT data.sku, count(DISTINCT id) AS views
FROM events
WHERE hour >= '${from.slice(0, 13).replace('T', '-')}' AND type = 'clickstream.product.viewed.v1' AND time >= '${from}'
GROUP BY data.sku
ORDER BY views DESC`
}
