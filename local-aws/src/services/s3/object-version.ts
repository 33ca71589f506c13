import type { ObjectChecksum } from './checksum.ts'
import type { ObjectEncryption } from './object-encryption.ts'
import type { ObjectHeaders } from './object-headers.ts'

/** The version id of objects written while versioning was off or suspended. */
export const NULL_VERSION = 'null'

/** A part of a multipart upload, as the object remembers it. */
export interface ObjectPart {
  partNumber: number
  size: number
  checksum: ObjectChecksum | undefined
}

/** Everything about an object that a write determines. */
export interface StoredObject {
  readonly content: Buffer
  /** Without quotation marks: the MD5 of the content, of a multipart upload that of its parts' MD5s and their number. */
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

/** S3 keeps times in whole seconds: drops the fraction of a time in ms since the epoch. */
export function wholeSeconds(milliseconds: number): number {
  return milliseconds - (milliseconds % 1000)
}

/** One version of a key: an object, or the marker that says it was deleted. */
export interface ObjectVersion {
  readonly key: string
  readonly versionId: string
  /** In ms since the epoch, of whole seconds. */
  readonly lastModified: number
  /** Hexadecimal; a later version of any key has a greater one. */
  readonly sequencer: string
  /** Undefined in a delete marker. */
  readonly object: StoredObject | undefined
}

/** A version that is an object. */
export type LiveVersion = ObjectVersion & { readonly object: StoredObject }

export function isLive(version: ObjectVersion | undefined): version is LiveVersion {
  return version?.object !== undefined
}
