import { fromTags } from '../../../tag-set.ts'
import { number, tags, text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { LogGroups } from '../log-groups.ts'
import { checkRetention } from '../retention.ts'

/** `AWS::Logs::LogGroup`: `Ref` is its name. */
export function logGroupType(groups: LogGroups): ResourceType {
  return resourceType({
    type: 'AWS::Logs::LogGroup',
    properties: { LogGroupClass: text, LogGroupName: text, RetentionInDays: number, Tags: tags },
    inert: {
      KmsKeyId: 'Logs are in memory and CloudWatch Logs itself is the one who uses the key.',
    },
    create: ({ properties, physicalName }) => {
      const { LogGroupClass, LogGroupName = physicalName(512), RetentionInDays, Tags } = properties
      const group = groups.create(LogGroupName, LogGroupClass, fromTags(Tags))
      if (RetentionInDays !== undefined) group.retentionInDays = checkRetention(RetentionInDays)
      return { physicalId: group.name, attributes: { Arn: `${group.arn}:*` } }
    },
    delete: ({ physicalId }) => groups.delete(physicalId),
  })
}
