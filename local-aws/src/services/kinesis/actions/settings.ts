import type { Actions, RequestContext } from '../../../api/service-api.ts'
import type { Keys } from '../../../ports.ts'
import { DailyLimit } from '../daily-limit.ts'
import { useKey } from '../encryption.ts'
import { invalidArgument } from '../errors.ts'
import { ModeChanges } from '../mode-changes.ts'
import { checkDecrease, checkIncrease } from '../retention.ts'
import type { StreamMode } from '../stream.ts'
import type { StreamDirectory, StreamReference } from '../stream-directory.ts'

/**
 * "You can successfully apply a new AWS KMS key … 25 times in a rolling 24-hour period"; disabling encryption has the
 * same limit.
 */
const ENCRYPTIONS_A_DAY = 25

type EncryptionInput = StreamReference & { EncryptionType: 'NONE' | 'KMS'; KeyId: string }

/**
 * The actions on retention, capacity mode, record size and encryption of a stream, which is UPDATING during the change.
 */
export function settingsActions(streams: StreamDirectory, keys: Keys): Actions {
  const modes = new ModeChanges(streams)
  const { clock } = streams.account
  const encryptions = new DailyLimit(clock, ENCRYPTIONS_A_DAY, 'was given a key')
  const decryptions = new DailyLimit(clock, ENCRYPTIONS_A_DAY, 'lost its key')

  return {
    IncreaseStreamRetentionPeriod(input: StreamReference & { RetentionPeriodHours: number }): void {
      const stream = streams.byReference(input)
      checkIncrease(stream, input.RetentionPeriodHours)
      stream.update(() => stream.retain(input.RetentionPeriodHours))
    },

    DecreaseStreamRetentionPeriod(input: StreamReference & { RetentionPeriodHours: number }): void {
      const stream = streams.byReference(input)
      checkDecrease(stream, input.RetentionPeriodHours)
      stream.update(() => stream.retain(input.RetentionPeriodHours))
    },

    UpdateStreamMode(input: { StreamARN: string; StreamModeDetails: { StreamMode: StreamMode } }): void {
      modes.change(streams.byArn(input.StreamARN), input.StreamModeDetails.StreamMode)
    },

    UpdateMaxRecordSize(input: { StreamARN?: string; MaxRecordSizeInKiB: number }): void {
      const stream = streams.byReference(input)
      stream.update(() => {
        stream.maximumRecordKiB = input.MaxRecordSizeInKiB
      })
    },

    StartStreamEncryption(input: EncryptionInput, { caller }: RequestContext): void {
      const stream = streams.byReference(input)
      if (input.EncryptionType !== 'KMS') {
        throw invalidArgument(
          `The EncryptionType of StartStreamEncryption is KMS, not ${input.EncryptionType}.`,
        )
      }
      stream.checkActive()
      encryptions.checkRoom(stream)
      useKey(keys, { arn: stream.arn, kmsKey: input.KeyId }, 'GenerateDataKey', caller)
      stream.update(() => {
        stream.kmsKey = input.KeyId
      })
      encryptions.count(stream)
    },

    StopStreamEncryption(input: EncryptionInput): void {
      const stream = streams.byReference(input)
      if (stream.kmsKey !== input.KeyId) {
        throw invalidArgument(
          `Stream ${stream.name} under account ${stream.accountId} is not encrypted with ${input.KeyId}, but with ${stream.kmsKey ?? 'no key'}.`,
        )
      }
      decryptions.checkRoom(stream)
      stream.update(() => {
        stream.kmsKey = undefined
      })
      decryptions.count(stream)
    },
  }
}
