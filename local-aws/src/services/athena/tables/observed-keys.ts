import type { Session } from '../engine/session.ts'
import { quoteText } from '../engine/sql-text.ts'
import type { HiveField } from './hive-type.ts'
import { jsonPaths, type StructNode, structNodes } from './json-path.ts'
import { LONGEST_LINE } from './json-scan.ts'
import { fieldPath } from './json-value.ts'
import { pathList } from './scan-text.ts'

/** The spellings of keys in one file, by the path of the field. */
export type Spellings = Map<string, Set<string>>

/** What was seen of a file's lines. */
export interface Observation {
  readonly spellings: Spellings
  /** Whether a line of it is no JSON, or is not in UTF-8. */
  readonly malformed: boolean
}

export const NOTHING_OBSERVED: Observation = { spellings: new Map(), malformed: false }

/** A file on disk with the content of an object. */
export interface LocalFile {
  readonly path: string
  /** Never changed: another version of the object is another buffer. */
  readonly content: Buffer
}

/** Keys that DuckDB has no path for. */
const UNREACHABLE = /["\\]/

/**
 * How keys are spelled in files. "By default, … keys are converted to lower case", and DuckDB distinguishes `productId`
 * from `productid`, so it must be told.
 */
export class ObservedKeys {
  /** The keys at a path of each object; those of an object never change. */
  readonly #keys = new WeakMap<Buffer, Map<string, readonly string[]>>()
  /** What was found last, so that nested structs of new files are looked at in the same pass as the lines. */
  #last: readonly Spellings[] = []
  readonly #malformed = new WeakSet<Buffer>()

  /** The spellings of the fields of these columns in each file, and whether it has malformed lines, by its path. */
  async observe(
    session: Session,
    files: readonly LocalFile[],
    columns: readonly HiveField[],
  ): Promise<Map<string, Observation>> {
    const nodes = structNodes(columns)
    const seen = new Set<string>()
    const expected = merged(this.#last)
    const found = new Map(files.map(({ path }): [string, Spellings] => [path, new Map()]))
    for (;;) {
      const paths = nodes.flatMap(node => jsonPaths(node, expected).map(path => ({ node, path })))
      const fresh = paths.filter(({ path }) => !seen.has(path))
      if (fresh.length === 0) break
      await this.#read(
        session,
        files,
        fresh.map(({ path }) => path),
      )
      for (const { node, path } of fresh) {
        seen.add(path)
        for (const file of files) {
          for (const [field, key] of this.#matching(file, path, node)) {
            add(found.get(file.path) as Spellings, field, key)
            add(expected, field, key)
          }
        }
      }
    }
    this.#last = [...found.values()]
    return new Map(
      files.map(({ path, content }): [string, Observation] => [
        path,
        { spellings: found.get(path) as Spellings, malformed: this.#malformed.has(content) },
      ]),
    )
  }

  /** The paths of the fields of a struct that the keys at a path of a file are, with these keys. */
  #matching({ content }: LocalFile, path: string, { path: struct, fields }: StructNode): [string, string][] {
    const names = new Set(fields.map(({ name }) => name))
    return (this.#keys.get(content)?.get(path) ?? [])
      .filter(key => names.has(key.toLowerCase()) && !UNREACHABLE.test(key))
      .map(key => [fieldPath(struct, key.toLowerCase()), key])
  }

  /** Reads the keys at these paths of the files that were not looked at yet. */
  async #read(session: Session, files: readonly LocalFile[], paths: readonly string[]): Promise<void> {
    const unseen = files.filter(({ content }) => {
      const known = this.#keys.get(content)
      return paths.some(path => !known?.has(path))
    })
    if (unseen.length === 0) return
    const rows = await session.rows(keysStatement(unseen, paths))
    const byPath = new Map(rows.map(row => [String(row.filename), row]))
    for (const { path: file, content } of unseen) {
      const keys = this.#keys.get(content) ?? new Map<string, readonly string[]>()
      for (const [index, path] of paths.entries()) {
        const observed = byPath.get(file)?.[`keys${index}`] as readonly string[] | null | undefined
        keys.set(path, [...new Set(observed ?? [])])
      }
      this.#keys.set(content, keys)
      if (byPath.get(file)?.malformed === true) this.#malformed.add(content)
    }
  }
}

function keysStatement(files: readonly LocalFile[], paths: readonly string[]): string {
  const each = paths.map((path, index) => {
    const keys = `json_keys(json, ${quoteText(path)})`
    return `${path.includes('*') ? `flatten(${keys})` : keys} AS keys${index}`
  })
  const lines = `SELECT filename, json IS NULL AS malformed, ${each.join(', ')} FROM read_ndjson_objects(${pathList(files.map(({ path }) => path))}, ignore_errors = true, filename = true, maximum_object_size = ${LONGEST_LINE})`
  const merged = paths.map((_, index) => `flatten(list(DISTINCT keys${index})) AS keys${index}`)
  return `SELECT filename, bool_or(malformed) AS malformed, ${merged.join(', ')} FROM (${lines}) GROUP BY filename`
}

function merged(all: readonly Spellings[]): Spellings {
  const together: Spellings = new Map()
  for (const [path, keys] of all.flatMap(spellings => [...spellings])) {
    for (const key of keys) add(together, path, key)
  }
  return together
}

function add(spellings: Spellings, path: string, key: string): void {
  const known = spellings.get(path)
  if (known) known.add(key)
  else spellings.set(path, new Set([key]))
}
