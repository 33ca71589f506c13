import type { Account } from '../../account.ts'
import type { Caller } from '../../identity/caller.ts'
import type { Bucket } from './bucket.ts'
import type { ObjectEventListener, ObjectEventName } from './object-events.ts'
import {
  type LiveVersion,
  NULL_VERSION,
  type ObjectVersion,
  type StoredObject,
  wholeSeconds,
} from './object-version.ts'

/** The caller and the request of a change; a request satisfies this interface. */
export interface ChangeOrigin {
  caller: Caller | undefined
  requestId: string
  traceHeader: string | undefined
}

/** The MD5 of nothing: the entity tag of a delete marker in its event. */
const EMPTY_MD5 = 'd41d8cd98f00b204e9800998ecf8427e'

/** What an event says about a version. */
type Told = Pick<ObjectVersion, 'key' | 'versionId' | 'sequencer'> & { eTag?: string; size?: number }

/** Makes all changes of objects and reports them as events. */
export class ObjectChanges {
  readonly #account: Account
  readonly #listener: ObjectEventListener
  #latest = 0

  constructor(account: Account, listener: ObjectEventListener) {
    this.#account = account
    this.#listener = listener
  }

  /**
   * Adds a new version of `key`: "a null version is replaced" if the bucket is not versioned or its versioning is
   * suspended.
   */
  put(
    bucket: Bucket,
    key: string,
    object: StoredObject,
    name: ObjectEventName,
    origin: ChangeOrigin,
  ): LiveVersion {
    const version: LiveVersion = { ...this.#version(bucket, key), object }
    bucket.add(version)
    const { eTag, content } = object
    this.#tell(name, bucket, { ...version, eTag, size: content.length }, origin)
    return version
  }

  /**
   * Deletes an object without a version id, as DeleteObject does.
   *
   * @returns the new delete marker, if the bucket is or was versioned
   */
  delete(bucket: Bucket, key: string, origin: ChangeOrigin): ObjectVersion | undefined {
    if (bucket.versioning !== undefined) {
      const marker: ObjectVersion = { ...this.#version(bucket, key), object: undefined }
      bucket.add(marker)
      this.#tell('s3:ObjectRemoved:DeleteMarkerCreated', bucket, { ...marker, eTag: EMPTY_MD5 }, origin)
      return marker
    }
    // S3 reports the removal of a key that has no object, too.
    const removed = bucket.remove(key) ?? this.#version(bucket, key)
    this.#tellRemoval(bucket, removed, origin)
    return undefined
  }

  /** Deletes one version permanently and returns it if it existed. */
  deleteVersion(
    bucket: Bucket,
    key: string,
    versionId: string,
    origin: ChangeOrigin,
  ): ObjectVersion | undefined {
    const removed = bucket.remove(key, versionId)
    if (removed) this.#tellRemoval(bucket, removed, origin)
    return removed
  }

  #tellRemoval(
    bucket: Bucket,
    { key, versionId }: Pick<ObjectVersion, 'key' | 'versionId'>,
    origin: ChangeOrigin,
  ): void {
    const removal = { key, versionId, sequencer: this.#sequencer() }
    this.#tell('s3:ObjectRemoved:Delete', bucket, removal, origin)
  }

  #version(bucket: Bucket, key: string): Omit<ObjectVersion, 'object'> {
    return {
      key,
      versionId: bucket.versioning === 'Enabled' ? this.#account.random.letters(32) : NULL_VERSION,
      lastModified: wholeSeconds(this.#account.clock.now()),
      sequencer: this.#sequencer(),
    }
  }

  /** Starts with the time, as on AWS, and increases even if the clock stands still. */
  #sequencer(): string {
    this.#latest = Math.max(this.#latest + 1, this.#account.clock.now() * 1000)
    return this.#latest.toString(16).toUpperCase().padStart(18, '0')
  }

  #tell(
    name: ObjectEventName,
    bucket: Bucket,
    { key, versionId, sequencer, eTag, size }: Told,
    { caller, requestId, traceHeader }: ChangeOrigin,
  ): void {
    bucket.uploads.overtake(key)
    this.#listener({
      name,
      bucket: bucket.name,
      key,
      size,
      eTag,
      versionId: versionId === NULL_VERSION ? undefined : versionId,
      sequencer,
      principalId: caller?.kind === 'principal' ? caller.userId : 'Anonymous',
      requestId,
      traceHeader,
    })
  }
}
