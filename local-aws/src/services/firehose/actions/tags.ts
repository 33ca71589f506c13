import { pageOf } from '../../../api/page.ts'
import type { Actions } from '../../../api/service-api.ts'
import type { DeliveryStreams } from '../delivery-streams.ts'
import { addTags, listTags, type Tag } from '../tags.ts'

const DEFAULT_PAGE_TAGS = 50

interface Named {
  DeliveryStreamName: string
}

/** The actions on tags. */
export function tagActions(streams: DeliveryStreams): Actions {
  return {
    TagDeliveryStream({ DeliveryStreamName, Tags }: Named & { Tags: Tag[] }): void {
      addTags(streams.byName(DeliveryStreamName), Tags)
    },

    UntagDeliveryStream({ DeliveryStreamName, TagKeys }: Named & { TagKeys: string[] }): void {
      const { tags } = streams.byName(DeliveryStreamName)
      for (const key of TagKeys) tags.delete(key)
    },

    ListTagsForDeliveryStream(input: Named & { ExclusiveStartTagKey?: string; Limit?: number }) {
      const all = listTags(streams.byName(input.DeliveryStreamName))
      const rest = all.filter(({ Key }) => Key > (input.ExclusiveStartTagKey ?? ''))
      const { items, next } = pageOf(rest, { limit: input.Limit ?? DEFAULT_PAGE_TAGS })
      return { Tags: items, HasMoreTags: next !== undefined }
    },
  }
}
