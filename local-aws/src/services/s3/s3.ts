import type { Account } from '../../account.ts'
import type { ServiceApi } from '../../api/service-api.ts'
import type { Caller } from '../../identity/caller.ts'
import type { CredentialStore } from '../../identity/credentials.ts'
import type {
  Buckets,
  Functions,
  Keys,
  Queues,
  StoredObjectSummary,
  StoredObjects,
  Topics,
} from '../../ports.ts'
import type { ResourceType } from '../../template/resource-type.ts'
import { Access } from './access.ts'
import { accessControlLists } from './actions/access-control-lists.ts'
import { bucketConfiguration } from './actions/bucket-configuration.ts'
import { bucketOperations } from './actions/buckets.ts'
import { copyObject } from './actions/copy-object.ts'
import { listMultipartUploads } from './actions/list-multipart-uploads.ts'
import { listObjectVersions } from './actions/list-object-versions.ts'
import { currentObjects, listObjects } from './actions/list-objects.ts'
import { multipartUpload } from './actions/multipart-upload.ts'
import { objectAttributes } from './actions/object-attributes.ts'
import { objectTagging } from './actions/object-tagging.ts'
import { postObject } from './actions/post-object.ts'
import { putAndDelete } from './actions/put-and-delete.ts'
import { readObject, retrieve } from './actions/read-object.ts'
import { versioningOperations } from './actions/versioning.ts'
import { BucketDirectory } from './bucket-directory.ts'
import { BucketSharing } from './cors/bucket-sharing.ts'
import { EventNotifications } from './notifications/event-notifications.ts'
import { ObjectChanges } from './object-changes.ts'
import { kmsKeyHeaders } from './object-encryption.ts'
import type { ObjectStore } from './object-store.ts'
import { newRequestId, type S3Request } from './operation.ts'
import { FormSignatures } from './post-form/form-signature.ts'
import { RequestAuthentication } from './presigned/request-authentication.ts'
import { putObject } from './put-object.ts'
import { bucketType } from './resources/bucket.ts'
import { bucketPolicyType } from './resources/bucket-policy.ts'
import { Router } from './router.ts'
import { s3Protocol } from './s3-protocol.ts'

const NOTHING = Buffer.alloc(0)

/** The services that S3 uses. */
export interface S3Neighbours {
  queues: Queues
  topics: Topics
  functions: Functions
  keys: Keys
}

/** Amazon Simple Storage Service: general purpose buckets. */
export class S3 implements Buckets, StoredObjects {
  readonly api: ServiceApi
  readonly resourceTypes: readonly ResourceType[]
  readonly buckets: BucketDirectory
  readonly #store: ObjectStore

  constructor(account: Account, credentials: CredentialStore, { keys, ...notified }: S3Neighbours) {
    const authentication = new RequestAuthentication(account, credentials)
    this.buckets = new BucketDirectory(account)
    const access = new Access(account, this.buckets)
    const crossOriginSharing = new BucketSharing(this.buckets)
    const notifications = new EventNotifications(account, notified)
    this.resourceTypes = [bucketType(account, this.buckets, notifications), bucketPolicyType(this.buckets)]
    const changes = new ObjectChanges(account, event =>
      notifications.notify(event, this.buckets.get(event.bucket).settings.notifications),
    )
    const store: ObjectStore = { account, buckets: this.buckets, access, keys, changes }
    this.#store = store
    const operations = [
      ...bucketOperations(this.buckets, account),
      ...versioningOperations(this.buckets),
      ...accessControlLists(store),
      ...putAndDelete(store),
      ...readObject(store),
      ...copyObject(store),
      ...objectAttributes(store),
      ...objectTagging(store),
      ...listObjects(this.buckets, account),
      ...listObjectVersions(this.buckets, account),
      ...multipartUpload(store),
      ...listMultipartUploads(store),
      postObject(store, new FormSignatures(account, credentials)),
      ...bucketConfiguration(this.buckets, notifications),
    ]
    const router = new Router(operations)
    this.api = s3Protocol({ account, access, router, authentication, crossOriginSharing })
  }

  async put(
    bucket: string,
    key: string,
    body: string | Buffer,
    caller: Caller,
    { kmsKey }: { kmsKey: string | undefined } = { kmsKey: undefined },
  ): Promise<void> {
    const { account, access } = this.#store
    const request: S3Request = {
      ...inProcess({ bucket, key, caller }),
      method: 'PUT',
      bucketUrl: `${account.endpoint}/${bucket}`,
      headers: kmsKey === undefined ? {} : kmsKeyHeaders(kmsKey),
      body: typeof body === 'string' ? Buffer.from(body) : body,
      requestId: newRequestId(account),
      traceHeader: undefined,
    }
    access.authorize('PutObject', request)
    await putObject(this.#store, request)
  }

  hasBucket(name: string, caller: Caller): boolean {
    const { access } = this.#store
    return (
      this.buckets.find(name) !== undefined &&
      access.allows('GetBucketLocation', inProcess({ bucket: name, key: '', caller }))
    )
  }

  checkReadable(bucket: string, key: string, caller: Caller): void {
    this.#store.access.authorize('GetObject', inProcess({ bucket, key, caller }))
  }

  list(bucket: string, prefix: string, caller: Caller): StoredObjectSummary[] {
    const query = new URLSearchParams({ prefix })
    this.#store.access.authorize('ListObjectsV2', inProcess({ bucket, key: '', query, caller }))
    return [...currentObjects(this.buckets.get(bucket), { prefix, marker: '' })].map(({ key, object }) => ({
      key,
      size: object.content.length,
    }))
  }

  get(bucket: string, key: string, caller: Caller): Buffer {
    this.checkReadable(bucket, key, caller)
    return retrieve(this.#store, bucket, key, caller)
  }
}

/** A request without HTTP. */
function inProcess({
  bucket,
  key,
  caller,
  query = new URLSearchParams(),
}: Pick<S3Request, 'bucket' | 'key'> & { caller: Caller; query?: URLSearchParams }) {
  return { bucket, key, caller, query, headers: {}, body: NOTHING, signature: undefined, http: undefined }
}
