import { text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import { type LogGroups, requireStream } from '../log-groups.ts'

/** `AWS::Logs::LogStream`: `Ref` is its name. */
export function logStreamType(groups: LogGroups): ResourceType {
  return resourceType({
    type: 'AWS::Logs::LogStream',
    properties: { LogGroupName: text.required, LogStreamName: text },
    inert: {},
    create: ({ properties, physicalName }) => {
      const { LogGroupName, LogStreamName = physicalName(512) } = properties
      return { physicalId: groups.createStream(LogGroupName, LogStreamName).name, attributes: {} }
    },
    delete: ({ physicalId, properties: { LogGroupName } }) => {
      const group = groups.require(LogGroupName)
      group.deleteStream(requireStream(group, physicalId))
    },
  })
}
