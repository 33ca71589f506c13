import type { EventSourceMappings } from '../../../event-sources/event-source-mappings.ts'
import type { MappingProperties } from '../../../event-sources/mapping-configuration.ts'
import type { ResourceType } from '../../../template/resource-type.ts'

/** `AWS::Lambda::EventSourceMapping` of a queue. */
export function eventSourceMappingType(mappings: EventSourceMappings): ResourceType {
  return {
    type: 'AWS::Lambda::EventSourceMapping',
    simulated: [
      ...['EventSourceArn', 'FunctionName', 'Enabled', 'BatchSize', 'MaximumBatchingWindowInSeconds'],
      ...['FilterCriteria', 'FunctionResponseTypes', 'ScalingConfig'],
    ],
    inert: { Tags: 'no behaviour depends on them' },
    create: ({ properties }) => {
      const { uuid, arn } = mappings.create(properties as MappingProperties)
      return { physicalId: uuid, attributes: { Id: uuid, EventSourceMappingArn: arn } }
    },
  }
}
