import type { Actions } from '../../../api/service-api.ts'
import type { LogGroups } from '../log-groups.ts'

interface Named {
  logGroupName: string
}

interface Resource {
  resourceArn: string
}

interface Given {
  tags: Record<string, string>
}

/** The actions on the tags of log groups: by ARN, and the former ones by name. */
export function tagActions(groups: LogGroups): Actions {
  const tagsOf = (identifier: string) => groups.require(identifier).tags
  return {
    TagResource: ({ resourceArn, tags }: Resource & Given) => tagsOf(resourceArn).add(Object.entries(tags)),
    UntagResource: ({ resourceArn, tagKeys }: Resource & { tagKeys: string[] }) =>
      tagsOf(resourceArn).remove(tagKeys),
    ListTagsForResource: ({ resourceArn }: Resource) => ({ tags: tagsOf(resourceArn).toObject() }),

    TagLogGroup: ({ logGroupName, tags }: Named & Given) => tagsOf(logGroupName).add(Object.entries(tags)),
    UntagLogGroup: ({ logGroupName, tags }: Named & { tags: string[] }) => tagsOf(logGroupName).remove(tags),
    ListTagsLogGroup: ({ logGroupName }: Named) => ({ tags: tagsOf(logGroupName).toObject() }),
  }
}
