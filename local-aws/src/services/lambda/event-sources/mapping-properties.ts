import { invalid, notSimulated } from '../errors.ts'
import type { DestinationConfig } from '../event-invoke-config.ts'
import type { FilterCriteria } from './record-filter.ts'

/** An event source mapping as the Lambda API and CloudFormation describe it; templates may hold text. */
export interface MappingProperties {
  EventSourceArn?: string
  FunctionName?: string
  Enabled?: boolean | string
  BatchSize?: number | string
  MaximumBatchingWindowInSeconds?: number | string
  FilterCriteria?: FilterCriteria
  FunctionResponseTypes?: string[]
  ScalingConfig?: { MaximumConcurrency?: number | string }
  StartingPosition?: string
  /** In seconds since the epoch; CloudFormation takes a number, the API a date as restJson1 sends it: a number too. */
  StartingPositionTimestamp?: number | string
  ParallelizationFactor?: number | string
  MaximumRetryAttempts?: number | string
  MaximumRecordAgeInSeconds?: number | string
  BisectBatchOnFunctionError?: boolean | string
  TumblingWindowInSeconds?: number | string
  DestinationConfig?: DestinationConfig
}

/** Those that every event source takes. */
export const MAPPING_PROPERTIES = [
  ...(['EventSourceArn', 'FunctionName', 'Enabled', 'BatchSize', 'MaximumBatchingWindowInSeconds'] as const),
  ...(['FilterCriteria', 'FunctionResponseTypes'] as const),
]

/** Those that only streams take. */
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
  const properOnes: readonly string[] = [...allowed, 'Tags', 'MetricsConfig']
  const other = Object.keys(properties).find(name => !properOnes.includes(name))
  if (other) throw invalid(`${other} does not apply to ${source} as an event source: leave it out.`)
}

/** `Enabled`, which is on unless it is said to be off. */
export function isEnabled({ Enabled = true }: MappingProperties): boolean {
  return String(Enabled) !== 'false'
}

/** Whether the function's answer names what failed of a batch. */
export function reportsItemFailures({ FunctionResponseTypes: types = [] }: MappingProperties): boolean {
  const other = types.find(type => type !== 'ReportBatchItemFailures')
  if (other !== undefined) throw notSimulated(`the function response type ${JSON.stringify(other)}`)
  return types.length > 0
}
