import type { Account } from '../../account.ts'
import { AwsError } from '../../aws-error.ts'
import type { Caller } from '../../identity/caller.ts'
import type { Permission } from '../../identity/permission.ts'
import type { Policy } from '../../identity/policies/policy.ts'
import type { BucketDirectory } from './bucket-directory.ts'
import { accessDenied } from './errors.ts'
import { type PermissionRequest, permissionsFor } from './request-permissions.ts'

/** A request with its caller; undefined for a request without credentials. */
export type AuthorizedRequest = PermissionRequest & { readonly caller: Caller | undefined }

/** Who asks for an object of a bucket. */
type Asker = Pick<AuthorizedRequest, 'bucket' | 'caller' | 'http'>

const BUCKET_OF_ARN = /^arn:aws:s3:::([^/]+)/

/** Decides who may do what in the buckets: by the caller's policies, the bucket's, and its public access block. */
export class Access {
  readonly #account: Account
  readonly #buckets: BucketDirectory

  constructor(account: Account, buckets: BucketDirectory) {
    this.#account = account
    this.#buckets = buckets
    account.authorization.setResourcePolicies('s3', { policyOf: arn => this.#policyOf(arn) })
  }

  /**
   * @param operation the name in the API reference
   * @throws AwsError `AccessDenied`
   */
  authorize(operation: string, request: AuthorizedRequest): void {
    this.#check(request.caller, this.#neededFor(operation, request))
  }

  /** Whether {@link Access.authorize} lets the request through. */
  allows(operation: string, request: AuthorizedRequest): boolean {
    return this.#allows(request.caller, this.#neededFor(operation, request))
  }

  /**
   * Finds an object. "If you don't have the s3:ListBucket permission", a missing one is denied: who may not list the
   * keys does not learn which there are.
   *
   * @throws AwsError what `find` throws; `AccessDenied` instead of `NoSuchKey`
   */
  find<Found>({ bucket, caller, http }: Asker, find: () => Found): Found {
    try {
      return find()
    } catch (error) {
      if (error instanceof AwsError && error.code === 'NoSuchKey') {
        this.#check(caller, [{ action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket}`, keys: http }])
      }
      throw error
    }
  }

  #neededFor(operation: string, request: AuthorizedRequest): Permission[] {
    return permissionsFor({ account: this.#account, buckets: this.#buckets }, operation, request)
  }

  /** @throws AwsError `AccessDenied`, which tells callers without credentials no reason */
  #check(caller: Caller | undefined, needed: readonly Permission[]): void {
    if (caller) return this.#account.authorization.check(caller, needed)
    if (!this.#allows(caller, needed)) throw accessDenied()
  }

  #allows(caller: Caller | undefined, needed: readonly Permission[]): boolean {
    return needed.every(permission => {
      if (!caller && this.#isRestricted(permission.resource)) return false
      return this.#account.authorization.allows(caller, permission)
    })
  }

  /**
   * RestrictPublicBuckets "restricts access to this bucket to only AWS service principals and authorized users within
   * this account if the bucket has a public policy".
   */
  #isRestricted(arn: string): boolean {
    const { policy, publicAccessBlock } = this.#bucketOf(arn)?.settings ?? {}
    return Boolean(policy?.public && publicAccessBlock?.RestrictPublicBuckets)
  }

  #policyOf(arn: string): Policy | undefined {
    return this.#bucketOf(arn)?.settings.policy?.compiled
  }

  #bucketOf(arn: string) {
    return this.#buckets.find(BUCKET_OF_ARN.exec(arn)?.[1] ?? '')
  }
}
