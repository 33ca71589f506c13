import { UsageError } from '../terminal/command-line.ts'

/** "Minimum length of 1. Maximum length of 262144" bytes (Athena, StartQueryExecution, QueryString). */
const MAXIMUM_BYTES = 262_144

const READING = ['SELECT', 'WITH', 'VALUES', 'TABLE', 'SHOW', 'DESCRIBE', 'DESC', 'EXPLAIN']

/** What may stand before the first word of a statement. */
const BEFORE = /^(\s|--[^\n]*(\n|$)|\/\*[\s\S]*?\*\/|\()+/

/**
 * The lake is written by Firehose alone, and its tables by the deployment. So what changes a table is refused here,
 * whatever the credentials allow.
 *
 * @throws UsageError for a statement that does not only read, or that Athena cannot take
 */
export function refuseUnlessReading(sql: string): void {
  const bytes = Buffer.byteLength(sql)
  if (bytes > MAXIMUM_BYTES) {
    throw new UsageError(`The query has ${bytes} bytes, and Athena takes ${MAXIMUM_BYTES}: shorten it.`)
  }
  const [word = ''] = /^\w*/.exec(sql.replace(BEFORE, '')) ?? []
  if (READING.includes(word.toUpperCase())) return
  throw new UsageError(
    `npm run lake only reads: a query begins with ${READING.join(', ')}, not with ${JSON.stringify(word || sql.trim().slice(0, 20))}.`,
  )
}
