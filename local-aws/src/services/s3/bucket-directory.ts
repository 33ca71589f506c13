import type { Account } from '../../account.ts'
import { Bucket } from './bucket.ts'
import { checkAddressable, checkBucketName } from './bucket-name.ts'
import { bucketAlreadyOwnedByYou, bucketNotEmpty, noSuchBucket, s3Error } from './errors.ts'
import { wholeSeconds } from './object-version.ts'

/** "By default, you can create up to 10,000 general purpose buckets per AWS account." */
const MAX_BUCKETS = 10_000

/** The buckets of the account. */
export class BucketDirectory {
  readonly #account: Account
  readonly #buckets = new Map<string, Bucket>()

  constructor(account: Account) {
    this.#account = account
  }

  /** All buckets, ordered by name. */
  all(): Bucket[] {
    return [...this.#buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** @throws AwsError `NoSuchBucket`, `InvalidBucketName` */
  get(name: string): Bucket {
    const bucket = this.#buckets.get(name)
    if (bucket) return bucket
    checkAddressable(name)
    throw noSuchBucket(name)
  }

  find(name: string): Bucket | undefined {
    return this.#buckets.get(name)
  }

  /** @throws AwsError `InvalidBucketName`, `BucketAlreadyOwnedByYou`, `TooManyBuckets` */
  create(name: string, region = this.#account.region): Bucket {
    checkBucketName(name)
    if (this.#buckets.has(name)) throw bucketAlreadyOwnedByYou(name)
    if (this.#buckets.size >= MAX_BUCKETS) {
      throw s3Error(400, 'TooManyBuckets', 'You have attempted to create more buckets than allowed')
    }
    const bucket = new Bucket(name, region, wholeSeconds(this.#account.clock.now()))
    this.#buckets.set(name, bucket)
    return bucket
  }

  /** @throws AwsError `NoSuchBucket`, `BucketNotEmpty` */
  delete(name: string): void {
    const bucket = this.get(name)
    if (!bucket.empty) throw bucketNotEmpty(name, bucket.versioning !== undefined)
    this.#buckets.delete(name)
  }
}
