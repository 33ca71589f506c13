import type {
  CancelKeyDeletionRequest,
  CreateKeyRequest,
  DescribeKeyRequest,
  DisableKeyRequest,
  EnableKeyRequest,
  ListKeysRequest,
  ScheduleKeyDeletionRequest,
  UpdateKeyDescriptionRequest,
} from '@aws-sdk/client-kms'
import type { Actions } from '../../../api/service-api.ts'
import { keyById, keyReference } from '../key-reference.ts'
import type { KeyRing } from '../key-ring.ts'
import { keySpec } from '../key-spec.ts'
import { paginate } from '../pagination.ts'
import { entriesOf } from './tags.ts'

/** The waiting period of a deletion in days, unless the request specifies it (ScheduleKeyDeletion). */
export const DEFAULT_PENDING_WINDOW_DAYS = 30

/** The actions from `CreateKey` to `ScheduleKeyDeletion`. */
export function keyLifecycle(ring: KeyRing): Actions {
  return {
    CreateKey(input: CreateKeyRequest) {
      const spec = keySpec(input)
      const { Description: description = '', Policy: policy } = input
      const key = ring.createKey({ spec, description, policy, tags: entriesOf(input.Tags) })
      return { KeyMetadata: key.metadata }
    },

    DescribeKey(input: DescribeKeyRequest) {
      return { KeyMetadata: ring.find(keyReference(input)).metadata }
    },

    ListKeys({ Limit, Marker }: ListKeysRequest) {
      const { items, ...rest } = paginate(ring.keys(), { Limit, Marker }, { default: 100, max: 1000 })
      return { Keys: items.map(key => ({ KeyId: key.id, KeyArn: key.arn })), ...rest }
    },

    UpdateKeyDescription(input: UpdateKeyDescriptionRequest) {
      const key = keyById(ring, input)
      key.checkNotPendingDeletion()
      key.description = input.Description ?? ''
    },

    EnableKey(input: EnableKeyRequest) {
      keyById(ring, input).enable()
    },

    DisableKey(input: DisableKeyRequest) {
      keyById(ring, input).disable()
    },

    ScheduleKeyDeletion(input: ScheduleKeyDeletionRequest) {
      const key = keyById(ring, input)
      const days = input.PendingWindowInDays ?? DEFAULT_PENDING_WINDOW_DAYS
      key.scheduleDeletion(days)
      const { DeletionDate, KeyState } = key.metadata
      return { KeyId: key.arn, DeletionDate, KeyState, PendingWindowInDays: days }
    },

    CancelKeyDeletion(input: CancelKeyDeletionRequest) {
      const key = keyById(ring, input)
      key.cancelDeletion()
      return { KeyId: key.arn }
    },
  }
}
