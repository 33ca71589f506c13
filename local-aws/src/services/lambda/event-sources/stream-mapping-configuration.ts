import type { StreamPosition, StreamRecord } from '../../../ports.ts'
import { invalid } from '../errors.ts'
import { integer, oneOf } from '../parameter-values.ts'
import { assertFailureDestination } from './failure-destination.ts'
import { filterableRecord } from './kinesis-event.ts'
import {
  assertOnly,
  countsEvents,
  MAPPING_PROPERTIES,
  type MappingProperties,
  reportsItemFailures,
  STREAM_PROPERTIES,
} from './mapping-properties.ts'
import { type FilterCriteria, type RecordFilter, recordFilter } from './record-filter.ts'

const PROPERTIES = [...MAPPING_PROPERTIES, ...STREAM_PROPERTIES] as const

/** "The default value of -1 sets … to infinite" (`MaximumRetryAttempts`, `MaximumRecordAgeInSeconds`). */
export const UNLIMITED = -1

/** The ranges and defaults that CreateEventSourceMapping documents for Kinesis. */
const BATCH_SIZE = { default: 100, most: 10_000 }
const MAX_WINDOW_SECONDS = 300
const MAX_RETRIES = 10_000
/** "The minimum valid value for maximum record age is 60s." */
const RECORD_AGE_SECONDS = { least: 60, most: 604_800 }
const MAX_PARALLEL_BATCHES = 10
const MAX_TUMBLING_WINDOW_SECONDS = 900

/** How a function processes the records of a stream. */
export interface StreamMappingConfiguration {
  readonly kind: 'stream'
  readonly startingPosition: StreamPosition
  readonly batchSize: number
  readonly batchingWindowSeconds: number
  /** The number of batches per shard that are processed at the same time. */
  readonly parallelizationFactor: number
  /** 0 without tumbling windows. */
  readonly tumblingWindowSeconds: number
  /** Or {@link UNLIMITED}. */
  readonly maximumRetryAttempts: number
  /** Or {@link UNLIMITED}. */
  readonly maximumRecordAgeSeconds: number
  readonly bisectsOnError: boolean
  /** Whether the function's response names the failed records. */
  readonly reportsItemFailures: boolean
  readonly filterCriteria: FilterCriteria | undefined
  readonly filter: RecordFilter<StreamRecord> | undefined
  /** The ARN of a queue, topic or bucket for batches that are given up. */
  readonly onFailure: string | undefined
  /** Whether there is a metric of what is given up. */
  readonly countsEvents: boolean
}

/**
 * @throws AwsError `InvalidParameterValueException` for what Lambda refuses
 */
export function streamMappingConfiguration(properties: MappingProperties): StreamMappingConfiguration {
  assertOnly(properties, PROPERTIES, 'a Kinesis stream')
  const { FilterCriteria, BisectBatchOnFunctionError = false, DestinationConfig } = properties
  if (DestinationConfig?.OnSuccess?.Destination) {
    throw invalid('DestinationConfig.OnSuccess does not apply to event source mappings: leave it out.')
  }
  return {
    kind: 'stream',
    startingPosition: startingPosition(properties),
    ...batching(properties),
    ...concurrency(properties),
    ...limits(properties),
    bisectsOnError: BisectBatchOnFunctionError,
    reportsItemFailures: reportsItemFailures(properties),
    filterCriteria: FilterCriteria,
    filter: recordFilter(FilterCriteria, 'data', filterableRecord),
    onFailure: assertFailureDestination(DestinationConfig?.OnFailure?.Destination),
    countsEvents: countsEvents(properties),
  }
}

function startingPosition({
  StartingPosition,
  StartingPositionTimestamp: timestamp,
}: MappingProperties): StreamPosition {
  if (StartingPosition === undefined) {
    throw invalid(
      "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.",
    )
  }
  const type = oneOf('StartingPosition', StartingPosition, ['TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP'])
  if ((type === 'AT_TIMESTAMP') !== (timestamp !== undefined)) {
    throw invalid(
      'StartingPositionTimestamp goes with the StartingPosition AT_TIMESTAMP: give both or neither.',
    )
  }
  return timestamp === undefined ? { type } : { type, timestamp: timestamp * 1000 }
}

function batching({ BatchSize, MaximumBatchingWindowInSeconds }: MappingProperties) {
  return {
    batchSize: integer('BatchSize', BatchSize ?? BATCH_SIZE.default, 1, BATCH_SIZE.most),
    batchingWindowSeconds: integer(
      'MaximumBatchingWindowInSeconds',
      MaximumBatchingWindowInSeconds ?? 0,
      0,
      MAX_WINDOW_SECONDS,
    ),
  }
}

/** "When using a tumbling window the parallelization factor must be equal to 1" (terraform-aws-modules/terraform-aws-lambda#619). */
function concurrency({ ParallelizationFactor, TumblingWindowInSeconds }: MappingProperties) {
  const parallelizationFactor = integer(
    'ParallelizationFactor',
    ParallelizationFactor ?? 1,
    1,
    MAX_PARALLEL_BATCHES,
  )
  const tumblingWindowSeconds = integer(
    'TumblingWindowInSeconds',
    TumblingWindowInSeconds ?? 0,
    0,
    MAX_TUMBLING_WINDOW_SECONDS,
  )
  if (tumblingWindowSeconds > 0 && parallelizationFactor > 1) {
    throw invalid(
      `ParallelizationFactor must be 1, not ${parallelizationFactor}, if TumblingWindowInSeconds is ${tumblingWindowSeconds}: a shard has one state.`,
    )
  }
  return { parallelizationFactor, tumblingWindowSeconds }
}

function limits({ MaximumRetryAttempts, MaximumRecordAgeInSeconds: age = UNLIMITED }: MappingProperties) {
  const { least, most } = RECORD_AGE_SECONDS
  return {
    maximumRetryAttempts: integer(
      'MaximumRetryAttempts',
      MaximumRetryAttempts ?? UNLIMITED,
      UNLIMITED,
      MAX_RETRIES,
    ),
    maximumRecordAgeSeconds:
      age === UNLIMITED ? UNLIMITED : integer('MaximumRecordAgeInSeconds', age, least, most),
  }
}
