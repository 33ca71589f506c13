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
    this.#tell(name, bucket, version, origin)
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
      this.#tell('s3:ObjectRemoved:DeleteMarkerCreated', bucket, marker, origin)
      return marker
    }
    const removed = bucket.remove(key)
    if (removed) this.#tellRemoval(bucket, removed, origin)
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

  #tellRemoval(bucket: Bucket, removed: ObjectVersion, origin: ChangeOrigin): void {
    const gone = { ...removed, object: undefined, sequencer: this.#sequencer() }
    this.#tell('s3:ObjectRemoved:Delete', bucket, gone, origin)
  }

  #version(bucket: Bucket, key: string) {
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
    { key, object, versionId, sequencer }: ObjectVersion,
    { caller, requestId, traceHeader }: ChangeOrigin,
  ): void {
    this.#listener({
      name,
      bucket: bucket.name,
      key,
      size: object?.content.length,
      eTag: object?.eTag,
      versionId: bucket.versioning === undefined ? undefined : versionId,
      sequencer,
      principalId: caller?.kind === 'principal' ? caller.userId : 'Anonymous',
      requestId,
      traceHeader,
    })
  }
}
