import type { ObjectChecksum } from './checksum.ts'
import type { ObjectEncryption } from './object-encryption.ts'
import type { ObjectHeaders } from './object-headers.ts'

/** The version id of objects written while versioning was off or suspended. */
export const NULL_VERSION = 'null'

/** A part of a multipart upload, as stored with the object. */
export interface ObjectPart {
  partNumber: number
  size: number
  checksum: ObjectChecksum | undefined
}

/** Everything about an object that a write determines. */
export interface StoredObject {
  readonly content: Buffer
  /**
   * Without quotation marks: the MD5 of the content; for a multipart upload, the MD5 of its parts' MD5s and their
   * number.
   */
  readonly eTag: string
  readonly checksum: ObjectChecksum
  readonly headers: ObjectHeaders
  readonly storageClass: string
  readonly encryption: ObjectEncryption
  /** Undefined for an object that was uploaded in one piece. */
  readonly parts: readonly ObjectPart[] | undefined
  tags: ObjectTags
}

/** Values by key, in the order given. */
export type ObjectTags = ReadonlyMap<string, string>

export const NO_TAGS: ObjectTags = new Map()

/** Rounds a time in ms since the epoch down to whole seconds, as S3 does. */
export function wholeSeconds(milliseconds: number): number {
  return milliseconds - (milliseconds % 1000)
}

/** One version of a key: an object or a delete marker. */
export interface ObjectVersion {
  readonly key: string
  readonly versionId: string
  /** In ms since the epoch, in whole seconds. */
  readonly lastModified: number
  /** Hexadecimal; a later version of any key has a greater one. */
  readonly sequencer: string
  /** Undefined for a delete marker. */
  readonly object: StoredObject | undefined
}

/** A version that is an object. */
export type LiveVersion = ObjectVersion & { readonly object: StoredObject }

export function isLive(version: ObjectVersion | undefined): version is LiveVersion {
  return version?.object !== undefined
}
