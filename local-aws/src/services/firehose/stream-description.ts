import type { DeliveryStream } from './delivery-stream.ts'
import {
  type ExtendedS3DestinationSettings,
  type S3DestinationSettings,
  withDefaults,
} from './destination-settings.ts'

/** The id of the only destination that a stream can have. */
export const DESTINATION_ID = 'destinationId-000000000001'

/** `DeliveryStreamDescription`. */
export function describeStream(stream: DeliveryStream) {
  const { createdAt, updatedAt, encryption } = stream
  return {
    DeliveryStreamName: stream.name,
    DeliveryStreamARN: stream.arn,
    DeliveryStreamStatus: stream.status,
    DeliveryStreamEncryptionConfiguration: {
      Status: encryption.status,
      KeyType: encryption.keyType,
      KeyARN: encryption.keyArn,
    },
    DeliveryStreamType: stream.source.type,
    VersionId: String(stream.version),
    CreateTimestamp: createdAt / 1000,
    LastUpdateTimestamp: updatedAt === undefined ? undefined : updatedAt / 1000,
    Source: describeSource(stream),
    Destinations: [
      {
        DestinationId: DESTINATION_ID,
        S3DestinationDescription: describePlain(stream.configuration.settings),
        ExtendedS3DestinationDescription: describeExtended(stream.configuration.settings),
      },
    ],
    HasMoreDestinations: false,
  }
}

function describeSource({ source, readingSince }: DeliveryStream) {
  if (source.type === 'DirectPut') {
    const { throughputHint } = source
    return throughputHint === undefined
      ? undefined
      : { DirectPutSourceDescription: { ThroughputHintInMBs: throughputHint } }
  }
  return {
    KinesisStreamSourceDescription: {
      KinesisStreamARN: source.streamArn,
      RoleARN: source.roleArn,
      DeliveryStartTimestamp: readingSince === undefined ? undefined : readingSince / 1000,
    },
  }
}

function describePlain(settings: S3DestinationSettings) {
  const { RoleARN, BucketARN, Prefix, ErrorOutputPrefix, ...hints } = withDefaults(settings)
  const { BufferingHints, CompressionFormat, EncryptionConfiguration, CloudWatchLoggingOptions } = hints
  return {
    ...{ RoleARN, BucketARN, Prefix, ErrorOutputPrefix, BufferingHints, CompressionFormat },
    ...{ EncryptionConfiguration, CloudWatchLoggingOptions },
  }
}

function describeExtended(settings: ExtendedS3DestinationSettings) {
  const { S3BackupConfiguration: backup, ...rest } = settings
  return {
    ...rest,
    ...withDefaults(rest),
    ProcessingConfiguration: settings.ProcessingConfiguration ?? { Enabled: false, Processors: [] },
    S3BackupMode: settings.S3BackupMode ?? 'Disabled',
    S3BackupDescription: backup && describePlain(backup),
  }
}
