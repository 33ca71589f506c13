import type { BucketDirectory } from '../bucket-directory.ts'
import { malformedXml, notImplemented, s3Error } from '../errors.ts'
import type { S3Operation } from '../operation.ts'
import { parseXml, xmlDocument } from '../xml-document.ts'

/** The element `VersioningConfiguration`. */
export const VERSIONING = { Status: 'text', MfaDelete: 'text' } as const

/** PutBucketVersioning and GetBucketVersioning. */
export function versioningOperations(buckets: BucketDirectory): S3Operation[] {
  return [
    {
      name: 'GetBucketVersioning',
      method: 'GET',
      on: 'bucket',
      query: ['versioning'],
      run({ bucket: name }) {
        return { body: xmlDocument('VersioningConfiguration', { Status: buckets.get(name).versioning }) }
      },
    },
    {
      name: 'PutBucketVersioning',
      method: 'PUT',
      on: 'bucket',
      query: ['versioning'],
      run({ bucket: name, body }) {
        const bucket = buckets.get(name)
        bucket.versioning = requestedVersioning(body)
        return {}
      },
    },
  ]
}

/** @throws AwsError `MalformedXML`, `IllegalVersioningConfigurationException`, `NotImplemented` */
function requestedVersioning(body: Buffer): 'Enabled' | 'Suspended' {
  const configuration = parseXml(body, 'VersioningConfiguration', VERSIONING)
  if (configuration.textOf('MfaDelete') === 'Enabled') throw notImplemented('MFA delete')
  const status = configuration.textOf('Status')
  if (status === 'Enabled' || status === 'Suspended') return status
  if (status !== undefined) throw malformedXml()
  throw s3Error(400, 'IllegalVersioningConfigurationException', 'The Versioning element must be specified')
}
