import { BASE_ENCRYPTION } from '../base-encryption.ts'
import { ENCRYPTION, encryptionOf } from '../configuration/default-encryption.ts'
import type { S3Operation } from '../operation.ts'
import { parseXml, xmlDocument } from '../xml-document.ts'
import type { BucketOperation } from './bucket-operation.ts'

/** Put, get and delete a bucket's default encryption of new objects. */
export function encryptionOperations(operation: BucketOperation): S3Operation[] {
  return [
    operation('PutBucketEncryption', 'PUT', 'encryption', ({ settings }, { body }) => {
      settings.encryption = encryptionOf(parseXml(body, 'ServerSideEncryptionConfiguration', ENCRYPTION))
      return undefined
    }),
    operation('GetBucketEncryption', 'GET', 'encryption', ({ settings: { encryption } }) => ({
      body: xmlDocument('ServerSideEncryptionConfiguration', {
        Rule: {
          ApplyServerSideEncryptionByDefault: {
            SSEAlgorithm: encryption.algorithm,
            KMSMasterKeyID: encryption.kmsKeyId,
          },
          BucketKeyEnabled: encryption.bucketKeyEnabled,
        },
      }),
    })),
    // "This implementation of the DELETE action resets the default encryption for the bucket as … SSE-S3."
    operation('DeleteBucketEncryption', 'DELETE', 'encryption', ({ settings }) => {
      settings.encryption = BASE_ENCRYPTION
      return undefined
    }),
  ]
}
