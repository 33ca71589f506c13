/** The event names in a notification configuration, without the prefix `s3:`. */
export type ObjectEventName =
  | 's3:ObjectCreated:Put'
  | 's3:ObjectCreated:Post'
  | 's3:ObjectCreated:Copy'
  | 's3:ObjectCreated:CompleteMultipartUpload'
  | 's3:ObjectRemoved:Delete'
  | 's3:ObjectRemoved:DeleteMarkerCreated'

/** An event of one object. */
export interface ObjectEvent {
  name: ObjectEventName
  bucket: string
  key: string
  /** In bytes; undefined if the object was deleted. */
  size: number | undefined
  /** Without quotation marks; undefined if a version was deleted permanently. */
  eTag: string | undefined
  /** Undefined for the null version. */
  versionId: string | undefined
  /** Hexadecimal; a later event of the same key has a greater one. */
  sequencer: string
  /** The AWS principal id of the caller. */
  principalId: string
  requestId: string
  traceHeader: string | undefined
}

/** Called for every event after the change. */
export type ObjectEventListener = (event: ObjectEvent) => void
