/** What `s3:…` names in a notification configuration, with the prefix. */
export type ObjectEventName =
  | 's3:ObjectCreated:Put'
  | 's3:ObjectCreated:Post'
  | 's3:ObjectCreated:Copy'
  | 's3:ObjectCreated:CompleteMultipartUpload'
  | 's3:ObjectRemoved:Delete'
  | 's3:ObjectRemoved:DeleteMarkerCreated'

/** Something that happened to one object. */
export interface ObjectEvent {
  name: ObjectEventName
  bucket: string
  key: string
  /** Bytes; undefined where the object is gone. */
  size: number | undefined
  /** Without quotation marks; undefined where the object is gone. */
  eTag: string | undefined
  /** Undefined where the bucket was never versioned. */
  versionId: string | undefined
  /** Hexadecimal; a later event of the same key has a greater one. */
  sequencer: string
  /** The AWS principal id of who did it. */
  principalId: string
  requestId: string
  traceHeader: string | undefined
}

/** Is told of every event once the change is made. */
export type ObjectEventListener = (event: ObjectEvent) => void
