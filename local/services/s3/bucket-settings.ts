import type { LifecycleConfiguration } from './configuration/lifecycle-rule.ts'
import type { CorsRule } from './cors/cors-rule.ts'
import type { NotificationConfiguration } from './notifications/notification-configuration.ts'
import type { ObjectTags } from './object-version.ts'

/** How new objects are encrypted that say nothing of it themselves. */
export interface DefaultEncryption {
  algorithm: 'AES256' | 'aws:kms' | 'aws:kms:dsse'
  /** As it was given: id, ARN or alias; undefined stands for the AWS managed key `aws/s3`. */
  kmsKeyId: string | undefined
  bucketKeyEnabled: boolean
}

export interface PublicAccessBlock {
  BlockPublicAcls: boolean
  IgnorePublicAcls: boolean
  BlockPublicPolicy: boolean
  RestrictPublicBuckets: boolean
}

export type ObjectOwnership = 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter'

/** "Amazon S3 … encryption with Amazon S3 managed keys (SSE-S3) as the base level of encryption for every bucket" */
export const BASE_ENCRYPTION: DefaultEncryption = {
  algorithm: 'AES256',
  kmsKeyId: undefined,
  bucketKeyEnabled: false,
}

/** "By default, new buckets … don't allow public access." */
export const NO_PUBLIC_ACCESS: PublicAccessBlock = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
}

/** What is configured of a bucket beside its versioning; as a new bucket has it. */
export class BucketSettings {
  encryption: DefaultEncryption = BASE_ENCRYPTION
  notifications: NotificationConfiguration = []
  cors: readonly CorsRule[] | undefined
  lifecycle: LifecycleConfiguration | undefined
  /** The text of the policy's document. */
  policy: string | undefined
  publicAccessBlock: PublicAccessBlock | undefined = NO_PUBLIC_ACCESS
  /** "Bucket owner enforced (default)": ACLs are off. */
  ownership: ObjectOwnership | undefined = 'BucketOwnerEnforced'
  tags: ObjectTags | undefined
}
