import type { QueuePort, ReceivedMessage } from '../../../ports.ts'
import { invalid } from '../errors.ts'
import { integer } from '../parameter-values.ts'
import {
  assertOnly,
  countsEvents,
  MAPPING_PROPERTIES,
  type MappingProperties,
  reportsItemFailures,
} from './mapping-properties.ts'
import { type FilterCriteria, messageFilter, type RecordFilter } from './record-filter.ts'

/** The properties of queues as event sources. */
const PROPERTIES = [...MAPPING_PROPERTIES, 'ScalingConfig'] as const

/** How a function processes the messages of a queue. */
export interface QueueMappingConfiguration {
  readonly kind: 'queue'
  readonly batchSize: number
  readonly batchingWindowSeconds: number
  readonly maximumConcurrency: number | undefined
  /** Whether the function's response names the failed messages. */
  readonly reportsItemFailures: boolean
  readonly filterCriteria: FilterCriteria | undefined
  readonly filter: RecordFilter<ReceivedMessage> | undefined
  readonly countsEvents: boolean
}

/** "For standard queues the max is 10,000. For FIFO queues the max is 10." (CreateEventSourceMapping) */
const BATCH_SIZE = { default: 10, fifo: 10, standard: 10_000, withoutWindow: 10 }
const MAX_WINDOW_SECONDS = 300
const CONCURRENCY_RANGE = { least: 2, most: 1_000 }

/**
 * @throws AwsError `InvalidParameterValueException` for what Lambda refuses
 */
export function queueMappingConfiguration(
  properties: MappingProperties,
  queue: QueuePort,
  functionTimeoutSeconds: number,
): QueueMappingConfiguration {
  assertOnly(properties, PROPERTIES, 'an SQS queue')
  if (queue.visibilityTimeoutSeconds < functionTimeoutSeconds) {
    throw invalid(
      `Queue visibility timeout: ${queue.visibilityTimeoutSeconds} seconds is less than Function timeout: ${functionTimeoutSeconds} seconds`,
    )
  }
  return {
    kind: 'queue',
    ...batching(properties, queue),
    maximumConcurrency: maximumConcurrency(properties.ScalingConfig),
    reportsItemFailures: reportsItemFailures(properties),
    filterCriteria: properties.FilterCriteria,
    filter: messageFilter(properties.FilterCriteria),
    countsEvents: countsEvents(properties),
  }
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
    MAX_WINDOW_SECONDS,
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
  const { least, most } = CONCURRENCY_RANGE
  return integer('MaximumConcurrency', config.MaximumConcurrency, least, most)
}
