/** How new objects are encrypted that say nothing of it themselves. */
export interface DefaultEncryption {
  algorithm: 'AES256' | 'aws:kms' | 'aws:kms:dsse'
  /** As it was given: id, ARN or alias; undefined stands for the AWS managed key `aws/s3`. */
  kmsKeyId: string | undefined
  bucketKeyEnabled: boolean
}

/** "Amazon S3 … encryption with Amazon S3 managed keys (SSE-S3) as the base level of encryption for every bucket" */
export const BASE_ENCRYPTION: DefaultEncryption = {
  algorithm: 'AES256',
  kmsKeyId: undefined,
  bucketKeyEnabled: false,
}
