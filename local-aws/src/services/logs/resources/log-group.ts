import { number, text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { LogGroups } from '../log-groups.ts'
import { checkRetention } from '../retention.ts'

/** `AWS::Logs::LogGroup`: `Ref` is its name. */
export function logGroupType(groups: LogGroups): ResourceType {
  return resourceType({
    type: 'AWS::Logs::LogGroup',
    properties: { LogGroupClass: text, LogGroupName: text, RetentionInDays: number },
    inert: {
      KmsKeyId: 'Logs are in memory and CloudWatch Logs itself is the one who uses the key.',
      Tags: 'Tags change no behaviour.',
    },
    create: ({ properties, physicalName }) => {
      const { LogGroupClass, LogGroupName = physicalName(512), RetentionInDays } = properties
      const group = groups.create(LogGroupName, LogGroupClass)
      if (RetentionInDays !== undefined) group.retentionInDays = checkRetention(RetentionInDays)
      return { physicalId: group.name, attributes: { Arn: `${group.arn}:*` } }
    },
  })
}
