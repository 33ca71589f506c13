import type { Actions } from '../../../api/service-api.ts'
import type { Keys } from '../../../ports.ts'
import type { DeliveryStream } from '../delivery-stream.ts'
import type { DeliveryStreams } from '../delivery-streams.ts'
import { invalidArgument, resourceInUse } from '../errors.ts'
import { type EncryptionInput, encryptionOf, NOT_ENCRYPTED, useStreamKey } from '../stream-encryption.ts'

interface Named {
  DeliveryStreamName: string
}

/** The actions that turn server-side encryption on and off; here both are done at once. */
export function encryptionActions(streams: DeliveryStreams, keys: Keys): Actions {
  return {
    StartDeliveryStreamEncryption(
      input: Named & { DeliveryStreamEncryptionConfigurationInput?: EncryptionInput },
    ): void {
      const stream = changeable(streams.byName(input.DeliveryStreamName))
      const encryption = encryptionOf(input.DeliveryStreamEncryptionConfigurationInput)
      useStreamKey(keys, encryption)
      stream.encryption = encryption
    },

    StopDeliveryStreamEncryption({ DeliveryStreamName }: Named): void {
      changeable(streams.byName(DeliveryStreamName)).encryption = NOT_ENCRYPTED
    },
  }
}

function changeable(stream: DeliveryStream): DeliveryStream {
  if (stream.source.type !== 'DirectPut') {
    throw invalidArgument(`This operation is not permitted on ${stream.source.type} delivery stream type.`)
  }
  if (stream.status === 'ACTIVE') return stream
  throw resourceInUse(`Firehose ${stream.name} is not ACTIVE, but ${stream.status}.`)
}
