import type { Resource, ResourceType } from '../../../template/resource-type.ts'
import type { LogGroups } from '../log-groups.ts'
import { checkRetention } from '../retention.ts'

/** `AWS::Logs::LogGroup`: `Ref` is its name. */
export function logGroupType(groups: LogGroups): ResourceType {
  return {
    type: 'AWS::Logs::LogGroup',
    simulated: ['LogGroupClass', 'LogGroupName', 'RetentionInDays'],
    inert: {
      KmsKeyId: 'Logs are in memory and CloudWatch Logs itself is the one who uses the key.',
      Tags: 'Tags change no behaviour.',
    },
    create: resource => createLogGroup(resource, groups),
  }
}

function createLogGroup(resource: Resource, groups: LogGroups) {
  const { LogGroupClass, LogGroupName, RetentionInDays } = resource.properties
  const name = LogGroupName === undefined ? resource.physicalName(512) : String(LogGroupName)
  const group = groups.create(name, LogGroupClass as string | undefined)
  if (RetentionInDays !== undefined) group.retentionInDays = checkRetention(Number(RetentionInDays))
  return { physicalId: group.name, attributes: { Arn: `${group.arn}:*` } }
}
