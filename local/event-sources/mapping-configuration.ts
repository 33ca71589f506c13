import type { QueuePort } from '../ports.ts'
import { integer, invalid, notSimulated } from '../services/lambda/parameter-values.ts'
import { type FilterCriteria, type MessageFilter, messageFilter } from './message-filter.ts'

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
}

export interface MappingConfiguration {
  readonly batchSize: number
  readonly batchingWindowSeconds: number
  readonly maximumConcurrency: number | undefined
  /** Whether the function's answer names the messages that failed. */
  readonly reportsItemFailures: boolean
  readonly filterCriteria: FilterCriteria | undefined
  readonly filter: MessageFilter | undefined
}

/** "For standard queues the max is 10,000. For FIFO queues the max is 10." (CreateEventSourceMapping) */
const BATCH_SIZE = { default: 10, fifo: 10, standard: 10_000, withoutWindow: 10 }
const LONGEST_WINDOW_SECONDS = 300
const MAXIMUM_CONCURRENCY = { least: 2, most: 1_000 }

/**
 * @throws AwsError `InvalidParameterValueException` for what Lambda refuses
 */
export function mappingConfiguration(
  properties: MappingProperties,
  queue: QueuePort,
  functionTimeoutSeconds: number,
): MappingConfiguration {
  if (queue.visibilityTimeoutSeconds < functionTimeoutSeconds) {
    throw invalid(
      `Queue visibility timeout: ${queue.visibilityTimeoutSeconds} seconds is less than Function timeout: ${functionTimeoutSeconds} seconds`,
    )
  }
  return {
    ...batching(properties, queue),
    maximumConcurrency: maximumConcurrency(properties.ScalingConfig),
    reportsItemFailures: responseTypes(properties.FunctionResponseTypes ?? []),
    filterCriteria: properties.FilterCriteria,
    filter: messageFilter(properties.FilterCriteria),
  }
}

/** `Enabled`, which is on unless it is said to be off. */
export function isEnabled({ Enabled = true }: MappingProperties): boolean {
  return String(Enabled) !== 'false'
}

function batching(properties: MappingProperties, queue: QueuePort) {
  const batchSize = integer(
    'BatchSize',
    properties.BatchSize ?? BATCH_SIZE.default,
    1,
    queue.fifo ? BATCH_SIZE.fifo : BATCH_SIZE.standard,
  )
  const batchingWindowSeconds = integer(
    'MaximumBatchingWindowInSeconds',
    properties.MaximumBatchingWindowInSeconds ?? 0,
    0,
    LONGEST_WINDOW_SECONDS,
  )
  if (queue.fifo && batchingWindowSeconds > 0) {
    throw invalid('Batching window is not supported for FIFO queues.')
  }
  if (batchSize > BATCH_SIZE.withoutWindow && batchingWindowSeconds === 0) {
    throw invalid(
      `Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than ${BATCH_SIZE.withoutWindow}`,
    )
  }
  return { batchSize, batchingWindowSeconds }
}

function maximumConcurrency(config: MappingProperties['ScalingConfig']): number | undefined {
  if (config?.MaximumConcurrency === undefined) return undefined
  const { least, most } = MAXIMUM_CONCURRENCY
  return integer('MaximumConcurrency', config.MaximumConcurrency, least, most)
}

function responseTypes(types: readonly string[]): boolean {
  const other = types.find(type => type !== 'ReportBatchItemFailures')
  if (other !== undefined) throw notSimulated(`the function response type ${JSON.stringify(other)}`)
  return types.length > 0
}
