import { fromTags } from '../../../tag-set.ts'
import {
  flag,
  number,
  type PropertyType,
  structure,
  tags,
  text,
  texts,
} from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { DestinationConfig } from '../event-invoke-config.ts'
import type { EventSourceMappings } from '../event-sources/event-source-mappings.ts'
import type { MappingProperties } from '../event-sources/mapping-properties.ts'
import type { FilterCriteria } from '../event-sources/record-filter.ts'

/** The types of the properties in {@link MappingProperties}. */
const PROPERTIES = {
  BatchSize: number,
  BisectBatchOnFunctionError: flag,
  DestinationConfig: structure<DestinationConfig>(),
  Enabled: flag,
  EventSourceArn: text,
  FilterCriteria: structure<FilterCriteria>(),
  FunctionName: text,
  FunctionResponseTypes: texts,
  MaximumBatchingWindowInSeconds: number,
  MaximumRecordAgeInSeconds: number,
  MaximumRetryAttempts: number,
  MetricsConfig: structure<NonNullable<MappingProperties['MetricsConfig']>>(),
  ParallelizationFactor: number,
  ScalingConfig: structure<NonNullable<MappingProperties['ScalingConfig']>>(),
  StartingPosition: text,
  StartingPositionTimestamp: number,
  TumblingWindowInSeconds: number,
} satisfies { [Name in keyof MappingProperties]-?: PropertyType<MappingProperties[Name]> }

/** `AWS::Lambda::EventSourceMapping` of a queue or a stream. */
export function eventSourceMappingType(mappings: EventSourceMappings): ResourceType {
  return resourceType({
    type: 'AWS::Lambda::EventSourceMapping',
    properties: { ...PROPERTIES, Tags: tags },
    inert: {},
    create: ({ properties: { Tags, ...properties } }) => {
      const { uuid, arn } = mappings.create(properties, fromTags(Tags))
      return { physicalId: uuid, attributes: { Id: uuid, EventSourceMappingArn: arn } }
    },
    delete: ({ physicalId }) => {
      mappings.delete(physicalId)
    },
  })
}
