import type { Actions } from '../../../api/service-api.ts'
import type { DeliveryStreams } from '../delivery-streams.ts'
import type { ExtendedS3DestinationSettings, S3DestinationSettings } from '../destination-settings.ts'
import { concurrentModification, invalidArgument, resourceInUse } from '../errors.ts'
import { streamConfiguration } from '../stream-configuration.ts'
import { DESTINATION_ID } from '../stream-description.ts'

type ExtendedUpdate = Partial<Omit<ExtendedS3DestinationSettings, 'S3BackupConfiguration'>> & {
  S3BackupUpdate?: Partial<S3DestinationSettings>
}

interface UpdateInput {
  DeliveryStreamName: string
  CurrentDeliveryStreamVersionId: string
  DestinationId: string
  S3DestinationUpdate?: Partial<S3DestinationSettings>
  ExtendedS3DestinationUpdate?: ExtendedUpdate
}

/** The action that changes a destination. */
export function destinationActions(streams: DeliveryStreams): Actions {
  return {
    UpdateDestination(input: UpdateInput): void {
      const { DeliveryStreamName: name, CurrentDeliveryStreamVersionId: given, DestinationId } = input
      const stream = streams.byName(name)
      if (stream.status !== 'ACTIVE') {
        throw resourceInUse(`Firehose ${name} is not ACTIVE, but ${stream.status}: update it then.`)
      }
      if (given !== String(stream.version)) {
        throw concurrentModification(
          `Cannot update firehose: ${name} since the current version id: ${stream.version} and specified version id: ${given} do not match`,
        )
      }
      if (DestinationId !== DESTINATION_ID) {
        throw invalidArgument(`Destination Id ${DestinationId} not found`)
      }
      const settings = merged(stream.configuration.settings, updateIn(input))
      const configuration = streamConfiguration(streams.account.random, settings)
      streams.checkRoles(name, configuration)
      stream.update(configuration)
    },
  }
}

function updateIn({
  S3DestinationUpdate: plain,
  ExtendedS3DestinationUpdate: extended,
}: UpdateInput): ExtendedUpdate {
  const given = extended ?? plain
  if (given && !(extended && plain)) return given
  throw invalidArgument('Exactly one destination update is supported for a Firehose')
}

/** "The service then performs a merge of the old configuration with the new configuration." */
function merged(
  settings: ExtendedS3DestinationSettings,
  { S3BackupUpdate: backup, ...update }: ExtendedUpdate,
): ExtendedS3DestinationSettings {
  const { S3BackupMode, S3BackupConfiguration } = settings
  if (S3BackupMode === 'Enabled' && update.S3BackupMode === 'Disabled') {
    throw invalidArgument("If backup is enabled, you can't update the Firehose stream to disable it.")
  }
  return {
    ...settings,
    ...update,
    ...(backup && { S3BackupConfiguration: mergedBackup(S3BackupConfiguration, backup) }),
  }
}

function mergedBackup(
  settings: S3DestinationSettings | undefined,
  update: Partial<S3DestinationSettings>,
): S3DestinationSettings {
  const { RoleARN, BucketARN, ...rest } = { ...settings, ...update }
  if (RoleARN !== undefined && BucketARN !== undefined) return { RoleARN, BucketARN, ...rest }
  throw invalidArgument('S3BackupUpdate must have RoleARN and BucketARN where there is no backup yet.')
}
