import type { Random } from '../../random.ts'
import type { ExtendedS3DestinationSettings } from './destination-settings.ts'
import { invalidArgument, notSimulated } from './errors.ts'
import { type Processing, processingOf } from './processing/processors.ts'
import { type S3Destination, s3Destination } from './s3-destination.ts'

/** The settings of a delivery stream, checked. */
export interface StreamConfiguration {
  /** As they were given. */
  readonly settings: ExtendedS3DestinationSettings
  readonly destination: S3Destination
  readonly processing: Processing
  /** Where the records go as they came, too; undefined without a backup. */
  readonly backup: S3Destination | undefined
}

/** @throws AwsError `InvalidArgumentException` */
export function streamConfiguration(
  random: Random,
  settings: ExtendedS3DestinationSettings,
): StreamConfiguration {
  refuse(settings)
  const { S3BackupMode, S3BackupConfiguration: backup, ProcessingConfiguration, CustomTimeZone } = settings
  if (S3BackupMode === 'Enabled' && !backup) {
    throw invalidArgument('S3BackupConfiguration is required when S3BackupMode is Enabled.')
  }
  const checkedBackup = backup && s3Destination(random, { CustomTimeZone, ...backup })
  return {
    settings,
    destination: s3Destination(random, settings),
    processing: processingOf(ProcessingConfiguration),
    backup: S3BackupMode === 'Enabled' ? checkedBackup : undefined,
  }
}

function refuse({
  DataFormatConversionConfiguration: conversion,
  DynamicPartitioningConfiguration: partitioning,
}: ExtendedS3DestinationSettings): void {
  if (conversion?.Enabled) throw notSimulated('DataFormatConversionConfiguration: deliver JSON')
  if (partitioning?.Enabled) {
    throw notSimulated('DynamicPartitioningConfiguration: partition by !{timestamp:…} in the prefix')
  }
}
