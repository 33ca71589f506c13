import type { Actions } from '../../../api/service-api.ts'
import { resourceNotFound } from '../errors.ts'
import { setTags, type Tag } from '../tags.ts'
import type { Topic } from '../topic.ts'
import type { TopicStore } from '../topic-store.ts'

interface Tagged {
  ResourceArn: string
}

export function tagActions(store: TopicStore): Actions {
  function tagged({ ResourceArn }: Tagged): Topic {
    const topic = store.find(ResourceArn)
    if (!topic) throw resourceNotFound()
    return topic
  }

  return {
    TagResource: (input: Tagged & { Tags: readonly Tag[] }) => setTags(tagged(input), input.Tags),

    UntagResource(input: Tagged & { TagKeys: readonly string[] }) {
      const topic = tagged(input)
      for (const key of input.TagKeys) topic.tags.delete(key)
    },

    ListTagsForResource: (input: Tagged) => ({
      Tags: [...tagged(input).tags].map(([Key, Value]) => ({ Key, Value })),
    }),
  }
}
