import type { Account } from '../../account.ts'
import type { Keys } from '../../ports.ts'
import type { Access } from './access.ts'
import type { BucketDirectory } from './bucket-directory.ts'
import type { ObjectChanges } from './object-changes.ts'

/** What operations on objects need. */
export interface ObjectStore {
  readonly account: Account
  readonly buckets: BucketDirectory
  readonly access: Access
  readonly keys: Keys
  readonly changes: ObjectChanges
}
