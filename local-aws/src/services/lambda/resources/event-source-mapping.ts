import type { ResourceType } from '../../../template/resource-type.ts'
import type { EventSourceMappings } from '../event-sources/event-source-mappings.ts'
import {
  MAPPING_PROPERTIES,
  type MappingProperties,
  STREAM_PROPERTIES,
} from '../event-sources/mapping-properties.ts'

/** `AWS::Lambda::EventSourceMapping` of a queue or a stream. */
export function eventSourceMappingType(mappings: EventSourceMappings): ResourceType {
  return {
    type: 'AWS::Lambda::EventSourceMapping',
    simulated: [...MAPPING_PROPERTIES, ...STREAM_PROPERTIES, 'ScalingConfig'],
    inert: {
      MetricsConfig: "a mapping's counts of events are not simulated: there is no data, as where it is quiet",
      Tags: 'no behaviour depends on them',
    },
    create: ({ properties }) => {
      const { uuid, arn } = mappings.create(properties as MappingProperties)
      return { physicalId: uuid, attributes: { Id: uuid, EventSourceMappingArn: arn } }
    },
  }
}
