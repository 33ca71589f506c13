import type {
  ListResourceTagsRequest,
  Tag,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-kms'
import type { Actions } from '../../../api/service-api.ts'
import type { TagEntry } from '../../../tag-set.ts'
import { keyById } from '../key-reference.ts'
import type { KeyRing } from '../key-ring.ts'
import { paginate } from '../pagination.ts'

/** The actions on the tags of keys. */
export function tagActions(ring: KeyRing): Actions {
  return {
    TagResource(input: TagResourceRequest) {
      const key = keyById(ring, input)
      key.checkNotPendingDeletion()
      key.tags.add(entriesOf(input.Tags))
    },

    UntagResource(input: UntagResourceRequest) {
      const key = keyById(ring, input)
      key.checkNotPendingDeletion()
      key.tags.remove(input.TagKeys ?? [])
    },

    ListResourceTags({ Limit, Marker, ...input }: ListResourceTagsRequest) {
      const all = keyById(ring, input).tags.entries()
      const { items, ...rest } = paginate(all, { Limit, Marker }, { default: 50, max: 50 })
      return { Tags: items.map(([TagKey, TagValue]) => ({ TagKey, TagValue })), ...rest }
    },
  }
}

export function entriesOf(tags: readonly Tag[] = []): TagEntry[] {
  return tags.map(({ TagKey = '', TagValue = '' }) => [TagKey, TagValue])
}
