import type { DefaultEncryption } from '../base-encryption.ts'
import { invalidArgument, malformedXml } from '../errors.ts'
import { NOT_SIMULATED, type XmlElement } from '../xml-document.ts'

const ALGORITHMS: readonly string[] = ['AES256', 'aws:kms', 'aws:kms:dsse']

/** The element `ServerSideEncryptionConfiguration`. */
export const ENCRYPTION = {
  Rule: {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'text', KMSMasterKeyID: 'text' },
    BucketKeyEnabled: 'text',
    BlockedEncryptionTypes: NOT_SIMULATED,
  },
} as const

/** @throws AwsError `MalformedXML`, `InvalidArgument` */
export function encryptionOf(configuration: XmlElement): DefaultEncryption {
  const rule = configuration.one('Rule')
  const byDefault = rule?.one('ApplyServerSideEncryptionByDefault')
  if (!rule || !byDefault) throw malformedXml()
  return defaultEncryption({
    algorithm: byDefault.requiredTextOf('SSEAlgorithm'),
    kmsKeyId: byDefault.textOf('KMSMasterKeyID') || undefined,
    bucketKeyEnabled: rule.textOf('BucketKeyEnabled') === 'true',
  })
}

/** @throws AwsError `MalformedXML`, `InvalidArgument` */
export function defaultEncryption(asked: {
  algorithm: string
  kmsKeyId: string | undefined
  bucketKeyEnabled: boolean
}): DefaultEncryption {
  const { algorithm, kmsKeyId, bucketKeyEnabled } = asked
  if (!isAlgorithm(algorithm)) throw malformedXml()
  if (algorithm === 'AES256' && kmsKeyId !== undefined) {
    throw invalidArgument(
      'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
      'ApplyServerSideEncryptionByDefault',
    )
  }
  return { algorithm, kmsKeyId, bucketKeyEnabled }
}

function isAlgorithm(name: string): name is DefaultEncryption['algorithm'] {
  return ALGORITHMS.includes(name)
}
