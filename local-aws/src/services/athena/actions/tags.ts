import type { Actions } from '../../../api/service-api.ts'
import { resourceNotFound } from '../errors.ts'
import type { WorkGroups } from '../work-groups.ts'

/** The actions on the tags of workgroups. */
export function tagActions(groups: WorkGroups): Actions {
  const tagsOf = (arn: string) => {
    const group = groups.all().find(({ name }) => groups.arn(name) === arn)
    if (!group) throw resourceNotFound(`Resource ${arn} was not found`, arn)
    return group.tags
  }
  return {
    TagResource(input: { ResourceARN: string; Tags: { Key: string; Value?: string }[] }): void {
      const tags = tagsOf(input.ResourceARN)
      for (const { Key, Value = '' } of input.Tags) tags.set(Key, Value)
    },

    UntagResource(input: { ResourceARN: string; TagKeys: string[] }): void {
      const tags = tagsOf(input.ResourceARN)
      for (const key of input.TagKeys) tags.delete(key)
    },

    ListTagsForResource: (input: { ResourceARN: string }) => ({
      Tags: [...tagsOf(input.ResourceARN)].map(([Key, Value]) => ({ Key, Value })),
    }),
  }
}
