import { BucketSettings } from './bucket-settings.ts'
import { MultipartUploads } from './multipart-uploads.ts'
import { isLive, type LiveVersion, NULL_VERSION, type ObjectVersion } from './object-version.ts'
import { SortedKeys } from './sorted-keys.ts'

/** Undefined until it is first set: "Once you version-enable a bucket, it can never return to an unversioned state." */
export type Versioning = 'Enabled' | 'Suspended' | undefined

/** A bucket: versions by key, and the configuration. */
export class Bucket {
  readonly name: string
  readonly region: string
  /** In ms since the epoch. */
  readonly createdAt: number
  readonly settings = new BucketSettings()
  readonly uploads = new MultipartUploads()
  versioning: Versioning
  /** Newest first. */
  readonly #versions = new Map<string, ObjectVersion[]>()
  readonly #keys = new SortedKeys()

  constructor(name: string, region: string, createdAt: number) {
    this.name = name
    this.region = region
    this.createdAt = createdAt
  }

  get arn(): string {
    return `arn:aws:s3:::${this.name}`
  }

  /** Whether the bucket has no objects, versions or delete markers. */
  get empty(): boolean {
    return this.#versions.size === 0
  }

  /** Keys in the order of listings. */
  keysFrom(position: string, inclusive = false): Iterable<string> {
    return this.#keys.from(position, inclusive)
  }

  /** Newest first; empty if the key is unknown. */
  versionsOf(key: string): readonly ObjectVersion[] {
    return this.#versions.get(key) ?? []
  }

  /** The newest version, which may be a delete marker. */
  latest(key: string): ObjectVersion | undefined {
    return this.#versions.get(key)?.[0]
  }

  /** The object that a request without a version id refers to. */
  current(key: string): LiveVersion | undefined {
    const latest = this.latest(key)
    return isLive(latest) ? latest : undefined
  }

  version(key: string, versionId: string): ObjectVersion | undefined {
    return this.versionsOf(key).find(version => version.versionId === versionId)
  }

  /** Makes `version` the newest; a null version replaces the existing one. */
  add(version: ObjectVersion): void {
    const others = this.versionsOf(version.key).filter(({ versionId }) => versionId !== version.versionId)
    this.#versions.set(version.key, [version, ...others])
    this.#keys.add(version.key)
  }

  /** Deletes one version permanently. */
  remove(key: string, versionId: string = NULL_VERSION): ObjectVersion | undefined {
    const version = this.version(key, versionId)
    if (!version) return undefined
    const rest = this.versionsOf(key).filter(other => other !== version)
    if (rest.length > 0) {
      this.#versions.set(key, rest)
    } else {
      this.#versions.delete(key)
      this.#keys.delete(key)
    }
    return version
  }
}
