import type { Random } from '../../random.ts'
import { type Compression, compressionOf } from './compression.ts'
import {
  type ExtendedS3DestinationSettings,
  type S3DestinationSettings,
  withDefaults,
} from './destination-settings.ts'
import { invalidArgument } from './errors.ts'
import { isTimeZone } from './prefixes/local-time.ts'
import { ObjectKeys } from './prefixes/object-keys.ts'

const MIB = 1024 * 1024

/** Where Firehose logs errors. */
export interface ErrorLogTarget {
  readonly group: string
  readonly stream: string
}

/** A bucket with all that says how objects are written into it. */
export interface S3Destination {
  readonly bucket: string
  readonly bucketArn: string
  readonly roleArn: string
  readonly keys: ObjectKeys
  readonly compression: Compression
  /** ARN of the key that encrypts the objects; undefined for the bucket's default. */
  readonly kmsKey: string | undefined
  readonly buffering: BufferLimits
  readonly errorLog: ErrorLogTarget | undefined
}

/** "The condition satisfied first triggers data delivery." */
export interface BufferLimits {
  readonly bytes: number
  readonly ms: number
}

/** @throws AwsError `InvalidArgumentException` for settings that contradict each other or are not simulated */
export function s3Destination(
  random: Random,
  settings: S3DestinationSettings & Pick<ExtendedS3DestinationSettings, 'FileExtension' | 'CustomTimeZone'>,
): S3Destination {
  checkHints(settings.BufferingHints)
  const { BufferingHints, CompressionFormat, EncryptionConfiguration, CloudWatchLoggingOptions } =
    withDefaults(settings)
  const compression = compressionOf(CompressionFormat)
  return {
    bucketArn: settings.BucketARN,
    bucket: settings.BucketARN.split(':::')[1] ?? '',
    roleArn: settings.RoleARN,
    compression,
    keys: new ObjectKeys(random, {
      prefix: settings.Prefix ?? '',
      errorOutputPrefix: settings.ErrorOutputPrefix ?? '',
      timeZone: timeZoneOf(settings.CustomTimeZone),
      extension: settings.FileExtension || compression.extension,
    }),
    kmsKey: keyOf(EncryptionConfiguration),
    buffering: { bytes: BufferingHints.SizeInMBs * MIB, ms: BufferingHints.IntervalInSeconds * 1000 },
    errorLog: errorLogOf(CloudWatchLoggingOptions),
  }
}

/** "This parameter is optional but if you specify a value for it, you must also specify a value for [the other]." */
function checkHints(hints: S3DestinationSettings['BufferingHints']): void {
  if (!hints || (hints.SizeInMBs === undefined) === (hints.IntervalInSeconds === undefined)) return
  throw invalidArgument('BufferingHints must have both SizeInMBs and IntervalInSeconds, or none of them.')
}

function keyOf({
  NoEncryptionConfig,
  KMSEncryptionConfig,
}: NonNullable<S3DestinationSettings['EncryptionConfiguration']>): string | undefined {
  if (NoEncryptionConfig === undefined || KMSEncryptionConfig === undefined) {
    return KMSEncryptionConfig?.AWSKMSKeyARN
  }
  throw invalidArgument('EncryptionConfiguration has NoEncryptionConfig and KMSEncryptionConfig: give one.')
}

function errorLogOf({
  Enabled,
  LogGroupName,
  LogStreamName,
}: NonNullable<S3DestinationSettings['CloudWatchLoggingOptions']>): ErrorLogTarget | undefined {
  if (!Enabled) return undefined
  if (LogGroupName && LogStreamName) return { group: LogGroupName, stream: LogStreamName }
  throw invalidArgument('CloudWatchLoggingOptions that are enabled need LogGroupName and LogStreamName.')
}

function timeZoneOf(zone: string | undefined): string {
  if (!zone) return 'UTC'
  if (isTimeZone(zone)) return zone
  throw invalidArgument(`CustomTimeZone ${JSON.stringify(zone)} is no time zone: use one such as Asia/Tokyo.`)
}
