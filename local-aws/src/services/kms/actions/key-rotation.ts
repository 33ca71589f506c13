import type {
  DisableKeyRotationRequest,
  EnableKeyRotationRequest,
  GetKeyRotationStatusRequest,
} from '@aws-sdk/client-kms'
import type { Actions } from '../../../api/service-api.ts'
import { notRotatable, validation } from '../errors.ts'
import type { Key } from '../key.ts'
import { keyById } from '../key-reference.ts'
import type { KeyRing } from '../key-ring.ts'

/** "one year (approximately 365 days)" (EnableKeyRotation). */
const DEFAULT_ROTATION_PERIOD_DAYS = 365

/** The actions on the rotation settings of keys. */
export function keyRotationActions(ring: KeyRing): Actions {
  return {
    EnableKeyRotation(input: EnableKeyRotationRequest) {
      const key = keyById(ring, input)
      key.checkUsable()
      enableRotation(key, input.RotationPeriodInDays)
    },

    DisableKeyRotation(input: DisableKeyRotationRequest) {
      const key = keyById(ring, input)
      checkRotatable(key)
      key.checkUsable()
      key.disableRotation()
    },

    GetKeyRotationStatus(input: GetKeyRotationStatusRequest) {
      const key = keyById(ring, input)
      const rotation = key.state === 'PendingDeletion' ? undefined : key.rotation
      return {
        KeyId: key.arn,
        KeyRotationEnabled: rotation !== undefined,
        ...(rotation && {
          RotationPeriodInDays: rotation.periodDays,
          NextRotationDate: rotation.nextAt / 1000,
        }),
      }
    },
  }
}

/** @param days from 90 to 2560 */
export function enableRotation(key: Key, days = DEFAULT_ROTATION_PERIOD_DAYS): void {
  checkRotatable(key)
  if (!Number.isInteger(days) || days < 90 || days > 2560) {
    throw validation(`RotationPeriodInDays must be a whole number from 90 to 2560, not ${days}.`)
  }
  key.enableRotation(days)
}

/** "Automatic key rotation is supported only on symmetric encryption KMS keys." */
function checkRotatable({ arn, spec }: Key): void {
  if (spec.usage === 'ENCRYPT_DECRYPT') return
  throw notRotatable(arn, spec.name)
}
