import type { Actions } from '../../../api/service-api.ts'
import type { Tag } from '../../../tag-set.ts'
import type { ResourceTags } from '../resource-tags.ts'

/** Tag and untag alarms and dashboards, and list their tags. */
export function tagActions(tags: ResourceTags): Actions {
  return {
    TagResource: ({ ResourceARN, Tags }: { ResourceARN: string; Tags: Tag[] }) => tags.add(ResourceARN, Tags),
    UntagResource: ({ ResourceARN, TagKeys }: { ResourceARN: string; TagKeys: string[] }) =>
      tags.remove(ResourceARN, TagKeys),
    ListTagsForResource: ({ ResourceARN }: { ResourceARN: string }) => ({ Tags: tags.list(ResourceARN) }),
  }
}
