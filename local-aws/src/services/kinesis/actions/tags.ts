import type { Actions } from '../../../api/service-api.ts'
import type { Consumers } from '../consumers.ts'
import type { StreamDirectory, StreamReference } from '../stream-directory.ts'
import { addTags, listTags, removeTags } from '../tags.ts'

/** The actions on tags: of streams by name or ARN, and of streams and consumers as resources. */
export function tagActions(streams: StreamDirectory, consumers: Consumers): Actions {
  return {
    AddTagsToStream(input: StreamReference & { Tags: Record<string, string> }): void {
      addTags(streams.byReference(input), input.Tags)
    },

    RemoveTagsFromStream(input: StreamReference & { TagKeys: string[] }): void {
      removeTags(streams.byReference(input), input.TagKeys)
    },

    ListTagsForStream(input: StreamReference & { ExclusiveStartTagKey?: string; Limit?: number }) {
      const after = input.ExclusiveStartTagKey ?? ''
      const tags = listTags(streams.byReference(input)).filter(({ Key }) => Key > after)
      const page = tags.slice(0, input.Limit ?? tags.length)
      return { Tags: page, HasMoreTags: page.length < tags.length }
    },

    TagResource(input: { ResourceARN: string; Tags: Record<string, string> }): void {
      addTags(consumers.resource(input.ResourceARN), input.Tags)
    },

    UntagResource(input: { ResourceARN: string; TagKeys: string[] }): void {
      removeTags(consumers.resource(input.ResourceARN), input.TagKeys)
    },

    ListTagsForResource: (input: { ResourceARN: string }) => ({
      Tags: listTags(consumers.resource(input.ResourceARN)),
    }),
  }
}
