import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Caller } from '../../../identity/caller.ts'
import type { StoredObjects } from '../../../ports.ts'
import { QueryFailure } from '../executions/query-failure.ts'
import type { DataFile, PartitionFiles } from './data-file.ts'
import type { HiveField } from './hive-type.ts'
import type { LocalFile } from './observed-keys.ts'
import { partitionPath } from './partition-path.ts'
import { s3Failure } from './table-files.ts'

/** Endings of compressed objects that Athena reads and the local AWS does not. */
const NOT_SIMULATED = ['.bz2', '.deflate', '.lz4', '.lzo', '.snappy', '.zst', '.zstd']

/** How many objects are written before other requests have their turn. */
const FILES_AT_ONCE = 20

/** The objects of a query as files on disk. */
export class LocalFiles {
  readonly #objects: StoredObjects
  readonly #caller: Caller
  readonly #directory: string
  /** The object of each path. */
  readonly #sources = new Map<string, DataFile>()

  /** @param directory a directory of the query's */
  constructor(objects: StoredObjects, caller: Caller, directory: string) {
    this.#objects = objects
    this.#caller = caller
    this.#directory = directory
  }

  /**
   * Writes the objects of partitions, each partition in a folder with the values of its columns.
   *
   * @throws QueryFailure for a denied caller and for a compression that is not simulated
   */
  async fetch(
    keys: readonly HiveField[],
    partitions: readonly PartitionFiles[],
    signal: AbortSignal,
  ): Promise<LocalFile[]> {
    const root = join(this.#directory, String(this.#sources.size))
    const local: LocalFile[] = []
    for (const { values, files } of partitions) {
      const folder = join(root, partitionPath(keys, values))
      mkdirSync(folder, { recursive: true })
      for (const file of files) {
        signal.throwIfAborted()
        const path = join(folder, `${local.length}${endingOf(file)}`)
        const content = this.#read(file)
        writeFileSync(path, content)
        this.#sources.set(path, file)
        if (local.push({ path, content }) % FILES_AT_ONCE === 0)
          await new Promise(resolve => setImmediate(resolve))
      }
    }
    return local
  }

  /** `s3://bucket/key` of the object that a path stands for. */
  objectOf(path: string): string {
    const source = this.#sources.get(path)
    return source ? `s3://${source.bucket}/${source.key}` : path
  }

  #read(file: DataFile): Buffer {
    try {
      return this.#objects.get(file.bucket, file.key, this.#caller)
    } catch (cause) {
      throw s3Failure(cause, `s3://${file.bucket}/${file.key}`)
    }
  }
}

/** Athena knows a compression by the ending of the key alone. */
function endingOf({ bucket, key }: DataFile): string {
  if (key.endsWith('.gz')) return '.gz'
  const compression = NOT_SIMULATED.find(ending => key.endsWith(ending))
  if (compression === undefined) return ''
  throw new QueryFailure(
    `The local AWS does not simulate the compression of s3://${bucket}/${key}: it reads GZIP (.gz) and plain text.`,
  )
}
