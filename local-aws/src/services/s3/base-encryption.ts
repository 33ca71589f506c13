/** The encryption of new objects whose request does not specify one. */
export interface DefaultEncryption {
  algorithm: 'AES256' | 'aws:kms' | 'aws:kms:dsse'
  /** The given id, ARN or alias; undefined for the AWS managed key `aws/s3`. */
  kmsKeyId: string | undefined
  bucketKeyEnabled: boolean
}

/** "Amazon S3 … encryption with Amazon S3 managed keys (SSE-S3) as the base level of encryption for every bucket" */
export const BASE_ENCRYPTION: DefaultEncryption = {
  algorithm: 'AES256',
  kmsKeyId: undefined,
  bucketKeyEnabled: false,
}
