import { invalid, notSimulated } from '../errors.ts'
import type { DestinationConfig } from '../event-invoke-config.ts'
import type { FilterCriteria } from './record-filter.ts'

/** The properties of an event source mapping in the Lambda API and CloudFormation. */
export interface MappingProperties {
  EventSourceArn?: string
  FunctionName?: string
  Enabled?: boolean
  BatchSize?: number
  MaximumBatchingWindowInSeconds?: number
  FilterCriteria?: FilterCriteria
  FunctionResponseTypes?: string[]
  /** In a template, the number may be text. */
  ScalingConfig?: { MaximumConcurrency?: number | string }
  StartingPosition?: string
  /** In seconds since the epoch: CloudFormation takes a number, and restJson1 sends dates as numbers, too. */
  StartingPositionTimestamp?: number
  ParallelizationFactor?: number
  MaximumRetryAttempts?: number
  MaximumRecordAgeInSeconds?: number
  BisectBatchOnFunctionError?: boolean
  TumblingWindowInSeconds?: number
  DestinationConfig?: DestinationConfig
  MetricsConfig?: { Metrics?: string[] }
}

/** The properties of every event source. */
export const MAPPING_PROPERTIES = [
  ...(['EventSourceArn', 'FunctionName', 'Enabled', 'BatchSize', 'MaximumBatchingWindowInSeconds'] as const),
  ...(['FilterCriteria', 'FunctionResponseTypes', 'MetricsConfig'] as const),
]

/** The properties of streams only. */
export const STREAM_PROPERTIES = [
  ...(['StartingPosition', 'StartingPositionTimestamp', 'ParallelizationFactor'] as const),
  ...(['MaximumRetryAttempts', 'MaximumRecordAgeInSeconds', 'BisectBatchOnFunctionError'] as const),
  ...(['TumblingWindowInSeconds', 'DestinationConfig'] as const),
]

/** @throws AwsError `InvalidParameterValueException` for a property that this kind of event source does not have */
export function assertOnly(
  properties: MappingProperties,
  allowed: readonly (keyof MappingProperties)[],
  source: string,
): void {
  const properOnes: readonly string[] = [...allowed, 'Tags']
  const other = Object.keys(properties).find(name => !properOnes.includes(name))
  if (other) throw invalid(`${other} does not apply to ${source} as an event source: leave it out.`)
}

/** The value of `Enabled`, which is true by default. */
export function isEnabled({ Enabled = true }: MappingProperties): boolean {
  return Enabled
}

/** Whether the mapping counts its events in metrics of its own (Lambda, Event source mapping metrics). */
export function countsEvents({ MetricsConfig }: MappingProperties): boolean {
  return MetricsConfig?.Metrics?.includes('EventCount') ?? false
}

/** Whether the function's response names the failed items of a batch. */
export function reportsItemFailures({ FunctionResponseTypes: types = [] }: MappingProperties): boolean {
  const other = types.find(type => type !== 'ReportBatchItemFailures')
  if (other !== undefined) throw notSimulated(`the function response type ${JSON.stringify(other)}`)
  return types.length > 0
}
