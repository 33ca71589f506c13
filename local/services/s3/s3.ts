import type { Account } from '../../account.ts'
import type { ServiceApi } from '../../api/service-api.ts'
import type { CredentialStore } from '../../identity/credentials.ts'
import type { Functions, Keys, Queues, Topics } from '../../ports.ts'
import type { ResourceType } from '../../template/resource-type.ts'
import { BucketDirectory } from './bucket-directory.ts'
import { ObjectChanges } from './object-changes.ts'
import type { ObjectEventListener } from './object-events.ts'
import type { ObjectStore } from './object-store.ts'
import { putAndDelete } from './operations/put-and-delete.ts'
import { Router } from './router.ts'
import { type Authentication, type CrossOriginSharing, s3Protocol } from './s3-protocol.ts'

/** The services that S3 uses. */
export interface S3Neighbours {
  queues: Queues
  topics: Topics
  functions: Functions
  keys: Keys
}

/** Amazon Simple Storage Service: general purpose buckets, with path-style addresses. */
export class S3 {
  readonly api: ServiceApi
  readonly resourceTypes: readonly ResourceType[] = []
  readonly buckets: BucketDirectory

  constructor(account: Account, _credentials: CredentialStore, { keys }: S3Neighbours) {
    const onEvent: ObjectEventListener = () => {}
    const authentication: Authentication = { callerOf: (_request, claimed) => claimed }
    const crossOriginSharing: CrossOriginSharing = { preflight: () => ({ status: 403 }), headers: () => ({}) }
    this.buckets = new BucketDirectory(account)
    const changes = new ObjectChanges(account, onEvent)
    const store: ObjectStore = { account, buckets: this.buckets, keys, changes }
    const operations = [...putAndDelete(store)]
    const router = new Router(operations)
    this.api = s3Protocol({ accountId: account.id, router, authentication, crossOriginSharing })
  }
}
