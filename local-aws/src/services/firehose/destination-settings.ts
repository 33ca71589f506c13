/** `S3DestinationConfiguration` of the API, checked by the model. */
export interface S3DestinationSettings {
  RoleARN: string
  BucketARN: string
  Prefix?: string
  ErrorOutputPrefix?: string
  BufferingHints?: { SizeInMBs?: number; IntervalInSeconds?: number }
  CompressionFormat?: string
  EncryptionConfiguration?: {
    NoEncryptionConfig?: string
    KMSEncryptionConfig?: { AWSKMSKeyARN: string }
  }
  CloudWatchLoggingOptions?: { Enabled?: boolean; LogGroupName?: string; LogStreamName?: string }
}

/** `ExtendedS3DestinationConfiguration`. */
export interface ExtendedS3DestinationSettings extends S3DestinationSettings {
  ProcessingConfiguration?: ProcessingSettings
  S3BackupMode?: 'Enabled' | 'Disabled'
  S3BackupConfiguration?: S3DestinationSettings
  DataFormatConversionConfiguration?: { Enabled?: boolean }
  DynamicPartitioningConfiguration?: { Enabled?: boolean }
  FileExtension?: string
  CustomTimeZone?: string
}

export interface ProcessingSettings {
  Enabled?: boolean
  Processors?: ProcessorSettings[]
}

export interface ProcessorSettings {
  Type: string
  Parameters?: { ParameterName: string; ParameterValue: string }[]
}

const DEFAULT_SIZE_MIB = 5
const DEFAULT_INTERVAL_SECONDS = 300

/** The members that every description has, with the documented defaults. */
export function withDefaults(settings: S3DestinationSettings) {
  return {
    ...settings,
    BufferingHints: {
      SizeInMBs: settings.BufferingHints?.SizeInMBs ?? DEFAULT_SIZE_MIB,
      IntervalInSeconds: settings.BufferingHints?.IntervalInSeconds ?? DEFAULT_INTERVAL_SECONDS,
    },
    CompressionFormat: settings.CompressionFormat ?? 'UNCOMPRESSED',
    EncryptionConfiguration: settings.EncryptionConfiguration ?? { NoEncryptionConfig: 'NoEncryption' },
    CloudWatchLoggingOptions: settings.CloudWatchLoggingOptions ?? { Enabled: false },
  }
}
