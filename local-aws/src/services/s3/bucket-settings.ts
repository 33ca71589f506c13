import type { Policy } from '../../identity/policies/policy.ts'
import { BASE_ENCRYPTION, type DefaultEncryption } from './base-encryption.ts'
import type { LifecycleConfiguration } from './configuration/lifecycle-rule.ts'
import type { CorsRule } from './cors/cors-rule.ts'
import type { NotificationConfiguration } from './notifications/notification-rule.ts'
import type { ObjectTags } from './object-version.ts'

export interface PublicAccessBlock {
  BlockPublicAcls: boolean
  IgnorePublicAcls: boolean
  BlockPublicPolicy: boolean
  RestrictPublicBuckets: boolean
}

/** A bucket policy in force. */
export interface BucketPolicy {
  /** As it was given. */
  readonly document: string
  readonly compiled: Policy
  /** Whether it grants access to everyone. */
  readonly public: boolean
}

export type ObjectOwnership = 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter'

export const DEFAULT_SMALLEST_TRANSITION = 'all_storage_classes_128K'

/** "By default, new buckets … don't allow public access." */
export const NO_PUBLIC_ACCESS: PublicAccessBlock = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
}

/** The configuration of a bucket without its versioning; the initial values are those of a new bucket. */
export class BucketSettings {
  encryption: DefaultEncryption = BASE_ENCRYPTION
  notifications: NotificationConfiguration = []
  cors: readonly CorsRule[] | undefined
  lifecycle: LifecycleConfiguration | undefined
  /** `TransitionDefaultMinimumObjectSize` of the lifecycle rules. */
  smallestTransition = DEFAULT_SMALLEST_TRANSITION
  policy: BucketPolicy | undefined
  publicAccessBlock: PublicAccessBlock | undefined = NO_PUBLIC_ACCESS
  /** "Bucket owner enforced (default)": ACLs are disabled. */
  ownership: ObjectOwnership | undefined = 'BucketOwnerEnforced'
  tags: ObjectTags | undefined
}
