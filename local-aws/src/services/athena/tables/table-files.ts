import { AwsError } from '../../../aws-error.ts'
import type { Caller } from '../../../identity/caller.ts'
import type { CatalogTable, StoredObjects } from '../../../ports.ts'
import { QueryFailure } from '../executions/query-failure.ts'
import { isProjected, Projection } from '../projection/projection.ts'
import type { DataFile, PartitionFiles } from './data-file.ts'
import { type TableLocation, tableLocation } from './table-location.ts'

/** The objects of a table, by partition. */
export interface TableFiles {
  readonly partitions: readonly PartitionFiles[]
  /** The partition columns whose value queries must state. */
  readonly injected: readonly string[]
}

/**
 * Lists the objects of a table as the caller.
 *
 * @param now in ms since the epoch
 * @throws QueryFailure for a denied caller and for a bucket or a property that is wrong
 */
export function tableFiles(
  table: CatalogTable,
  objects: StoredObjects,
  caller: Caller,
  now: number,
): TableFiles {
  const list = (location: TableLocation) => listObjects(objects, location, caller)
  if (isProjected(table)) return projectedFiles(new Projection(table, now), list)
  if (table.partitionKeys.length === 0) {
    return { partitions: [{ values: [], files: visibleFiles(table.storage.location, list) }], injected: [] }
  }
  const partitions = table.partitions.map(({ values, location }) => ({
    values,
    files: visibleFiles(location ?? table.storage.location, list),
  }))
  return { partitions, injected: [] }
}

function projectedFiles(projection: Projection, list: (location: TableLocation) => DataFile[]): TableFiles {
  const byValues = new Map<string, { values: string[]; files: DataFile[] }>()
  for (const file of list(projection.root)) {
    const found = projection.find(file.key)
    if (!found || isHidden(found.path)) continue
    const id = JSON.stringify(found.values)
    const partition = byValues.get(id) ?? { values: found.values, files: [] }
    partition.files.push(file)
    byValues.set(id, partition)
  }
  return { partitions: [...byValues.values()], injected: projection.injected }
}

function visibleFiles(
  location: string | undefined,
  list: (location: TableLocation) => DataFile[],
): DataFile[] {
  const folder = tableLocation(location)
  return list(folder).filter(({ key }) => !isHidden(key.slice(folder.prefix.length)))
}

/**
 * The objects with data under a prefix.
 *
 * @throws QueryFailure
 */
function listObjects(objects: StoredObjects, { bucket, prefix }: TableLocation, caller: Caller): DataFile[] {
  try {
    return objects
      .list(bucket, prefix, caller)
      .filter(({ size }) => size > 0)
      .map(({ key, size }) => ({ bucket, key, size }))
  } catch (cause) {
    throw s3Failure(cause, `s3://${bucket}/${prefix}`)
  }
}

/** "Athena ignores objects whose names begin with an underscore or a dot", and those in folders with such names. */
function isHidden(path: string): boolean {
  return path.split('/').some(name => name.startsWith('_') || name.startsWith('.'))
}

/** The failure of a query that S3 refuses an object or a listing. */
export function s3Failure(cause: unknown, path: string): unknown {
  if (!(cause instanceof AwsError)) return cause
  if (cause.code === 'AccessDenied')
    return new QueryFailure(`Permission denied on S3 path: ${path}`, { type: 1003 })
  return new QueryFailure(`GENERIC_INTERNAL_ERROR: ${cause.message} (${path}, ${cause.code})`, { type: 1003 })
}
