import { invalidRequest } from './errors.ts'

export interface EncryptionConfiguration {
  EncryptionOption: 'SSE_S3' | 'SSE_KMS' | 'CSE_KMS'
  KmsKey?: string
}

/** Where a query's results go. */
export interface ResultConfiguration {
  OutputLocation?: string
  EncryptionConfiguration?: EncryptionConfiguration
  ExpectedBucketOwner?: string
  AclConfiguration?: { S3AclOption: 'BUCKET_OWNER_FULL_CONTROL' }
}

/** The settings of a workgroup, as in the API. */
export interface WorkGroupConfiguration {
  ResultConfiguration?: ResultConfiguration
  EnforceWorkGroupConfiguration?: boolean
  PublishCloudWatchMetricsEnabled?: boolean
  BytesScannedCutoffPerQuery?: number
  RequesterPaysEnabled?: boolean
  EngineVersion?: { SelectedEngineVersion?: string; EffectiveEngineVersion?: string }
}

/** The only engine that Athena runs SQL on. */
export const ENGINE_VERSION = 'Athena engine version 3'
const SELECTABLE_VERSIONS = ['AUTO', ENGINE_VERSION]

/** The settings of a new workgroup: those given, and the defaults of the API reference. */
export function newConfiguration(given: WorkGroupConfiguration): WorkGroupConfiguration {
  const configuration = {
    EnforceWorkGroupConfiguration: true,
    PublishCloudWatchMetricsEnabled: true,
    RequesterPaysEnabled: false,
    ...given,
    EngineVersion: engineVersion(given.EngineVersion?.SelectedEngineVersion),
  }
  checkConfiguration(configuration)
  return configuration
}

/** "The effective engine version … is the same as the selected one, unless it is AUTO". */
export function engineVersion(selected = 'AUTO') {
  if (!SELECTABLE_VERSIONS.includes(selected)) {
    throw invalidRequest(
      `The engine version ${JSON.stringify(selected)} is not simulated: the local AWS has ${SELECTABLE_VERSIONS.join(' and ')}.`,
    )
  }
  return { SelectedEngineVersion: selected, EffectiveEngineVersion: ENGINE_VERSION }
}

/** @throws AwsError `InvalidRequestException` */
export function checkConfiguration({ ResultConfiguration }: WorkGroupConfiguration): void {
  if (ResultConfiguration) checkResultConfiguration(ResultConfiguration)
}

/** @throws AwsError `InvalidRequestException` */
export function checkResultConfiguration({
  OutputLocation,
  EncryptionConfiguration,
}: ResultConfiguration): void {
  if (OutputLocation !== undefined) parseS3Location(OutputLocation)
  const { EncryptionOption, KmsKey } = EncryptionConfiguration ?? {}
  if (EncryptionOption === 'CSE_KMS') {
    throw invalidRequest(
      'The local AWS does not simulate client-side encryption (CSE_KMS): use SSE_KMS or SSE_S3.',
    )
  }
  if (EncryptionOption === 'SSE_KMS' && KmsKey === undefined) {
    throw invalidRequest('KmsKey is required for the EncryptionOption SSE_KMS.')
  }
}

/** @throws AwsError `InvalidRequestException` for a location that is not `s3://bucket/…` */
export function parseS3Location(location: string): { bucket: string; prefix: string } {
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(location) ?? []
  if (bucket === undefined) {
    throw invalidRequest(
      `outputLocation is not a valid S3 path: ${JSON.stringify(location)}. Write it as s3://bucket/path/.`,
    )
  }
  return { bucket, prefix }
}
