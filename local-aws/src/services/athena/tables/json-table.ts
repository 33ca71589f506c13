import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Session } from '../engine/session.ts'
import type { HiveField } from './hive-type.ts'
import { type JsonFormat, jsonScan } from './json-scan.ts'
import type { SpellingOf } from './json-value.ts'
import { type LocalFile, NOTHING_OBSERVED, type ObservedKeys, type Spellings } from './observed-keys.ts'
import { respelledLine } from './respelled-line.ts'
import type { SourceTable } from './source-table.ts'

/**
 * The rows of a table of JSON lines.
 *
 * @param needed the names of the columns that the query needs
 */
export async function jsonTable(
  session: Session,
  { columns, partitionKeys }: SourceTable,
  files: readonly LocalFile[],
  format: JsonFormat,
  keys: ObservedKeys,
  needed: ReadonlySet<string>,
): Promise<string> {
  const read = columns.filter(({ name }) => needed.has(name))
  const observed = await keys.observe(session, files, read)
  const common = commonSpellings([...observed.values()].map(({ spellings }) => spellings))
  const spellingOf = (path: string) => common.get(path) ?? path.slice(path.lastIndexOf('.') + 1)
  const paths: string[] = []
  for (const file of files) {
    const { spellings, malformed } = observed.get(file.path) ?? NOTHING_OBSERVED
    const deviates = [...spellings].some(([path, each]) => each.size > 1 || !each.has(spellingOf(path)))
    const rewritten = deviates || (malformed && format.ignoreMalformed)
    paths.push(rewritten ? await rewrittenFile(file, read, spellingOf, format) : file.path)
  }
  return jsonScan(paths, columns, partitionKeys, format, spellingOf)
}

/** The spelling of each field that most files have. */
function commonSpellings(files: readonly Spellings[]): Map<string, string> {
  const counts = new Map<string, Map<string, number>>()
  for (const [path, spellings] of files.flatMap(file => [...file])) {
    const counted = counts.get(path) ?? new Map<string, number>()
    for (const spelling of spellings) counted.set(spelling, (counted.get(spelling) ?? 0) + 1)
    counts.set(path, counted)
  }
  return new Map(
    [...counts].map(([path, counted]) => {
      const [most] = [...counted].sort(([, a], [, b]) => b - a)
      return [path, (most as [string, number])[0]]
    }),
  )
}

/**
 * Writes a copy of the file with the common spellings beside it. Where malformed lines are ignored, they become empty
 * objects there: behind a line that ends within an object, DuckDB would lose the next line or fail.
 */
async function rewrittenFile(
  { path, content }: LocalFile,
  columns: readonly HiveField[],
  spellingOf: SpellingOf,
  { ignoreMalformed }: JsonFormat,
): Promise<string> {
  const text = (path.endsWith('.gz') ? await promisify(gunzip)(content) : content).toString()
  const lines = text.split('\n').map(line => {
    if (line.trim() === '') return ''
    return respelledLine(line, columns, spellingOf) ?? (ignoreMalformed ? '{}' : line)
  })
  const copy = `${path}.rewritten.json`
  await writeFile(copy, lines.join('\n'))
  return copy
}
