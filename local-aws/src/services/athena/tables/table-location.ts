import { QueryFailure } from '../executions/query-failure.ts'

/** The folder of a table or partition: a bucket, and a prefix that is empty or ends with a slash. */
export interface TableLocation {
  readonly bucket: string
  readonly prefix: string
}

/** @throws QueryFailure for a location that is not in S3 */
export function tableLocation(location: string | undefined): TableLocation {
  const [, bucket, path = ''] = /^s3[an]?:\/\/([^/]+)\/?(.*)$/s.exec(location ?? '') ?? []
  if (bucket === undefined) {
    throw new QueryFailure(
      `HIVE_UNKNOWN_ERROR: The location ${JSON.stringify(location ?? null)} is not in S3: write it as s3://bucket/path/.`,
    )
  }
  return { bucket, prefix: path === '' || path.endsWith('/') ? path : `${path}/` }
}
