import type { RestRequest, RestRoute } from '../../../api/protocols/rest-json-protocol.ts'
import type { TagEntry } from '../../../tag-set.ts'
import { notSimulated } from '../errors.ts'
import type { EventSourceMapping, EventSourceMappings } from '../event-sources/event-source-mappings.ts'
import {
  MAPPING_PROPERTIES,
  type MappingProperties,
  STREAM_PROPERTIES,
} from '../event-sources/mapping-properties.ts'
import type { QueueMappingConfiguration } from '../event-sources/queue-mapping-configuration.ts'
import type { StreamMappingConfiguration } from '../event-sources/stream-mapping-configuration.ts'
import { functionNameOf } from '../function-name.ts'

const MEMBERS: readonly string[] = [...MAPPING_PROPERTIES, ...STREAM_PROPERTIES, 'ScalingConfig', 'Tags']

/** `Create-`, `Get-`, `List-`, `Update-` and `DeleteEventSourceMapping`. */
export function eventSourceMappingRoutes(mappings: EventSourceMappings): RestRoute[] {
  const collection = '/2015-03-31/event-source-mappings'
  const one = `${collection}/{UUID}`
  const uuid = (request: RestRequest) => request.path.UUID ?? ''

  return [
    {
      operation: 'CreateEventSourceMapping',
      method: 'POST',
      path: collection,
      action: request => ({
        status: 202,
        body: describeCreated(mappings.create(propertiesOf(request), tagsOf(request))),
      }),
    },
    {
      operation: 'ListEventSourceMappings',
      method: 'GET',
      path: collection,
      action: ({ query }) => ({
        body: {
          EventSourceMappings: mappings
            .list()
            .filter(mapping => fits(mapping, query.get('EventSourceArn'), query.get('FunctionName')))
            .map(mapping => describe(mapping)),
        },
      }),
    },
    {
      operation: 'GetEventSourceMapping',
      method: 'GET',
      path: one,
      action: request => ({ body: describe(mappings.get(uuid(request))) }),
    },
    {
      operation: 'UpdateEventSourceMapping',
      method: 'PUT',
      path: one,
      action: request => {
        const wasEnabled = mappings.get(uuid(request)).source !== undefined
        const mapping = mappings.update(uuid(request), propertiesOf(request))
        return { status: 202, body: describe(mapping, stateOfUpdate(mapping, wasEnabled)) }
      },
    },
    {
      operation: 'DeleteEventSourceMapping',
      method: 'DELETE',
      path: one,
      action: request => ({ status: 202, body: describe(mappings.delete(uuid(request)), 'Deleting') }),
    },
  ]
}

function tagsOf(request: RestRequest): TagEntry[] {
  return Object.entries((request.json() as { Tags?: Record<string, string> }).Tags ?? {})
}

function propertiesOf(request: RestRequest): MappingProperties {
  const input = request.json() as MappingProperties
  const other = Object.keys(input).find(name => !MEMBERS.includes(name))
  if (other) throw notSimulated(`the member ${other} of an event source mapping`)
  return input
}

function fits(mapping: EventSourceMapping, sourceArn: string | null, functionName: string | null): boolean {
  if (sourceArn && mapping.eventSourceArn !== sourceArn) return false
  return !functionName || functionNameOf(mapping.functionArn) === functionNameOf(functionName)
}

function describeCreated(mapping: EventSourceMapping): object {
  return describe(mapping, mapping.source ? 'Creating' : 'Disabled')
}

function stateOfUpdate({ source }: EventSourceMapping, wasEnabled: boolean): string {
  if ((source !== undefined) === wasEnabled) return 'Updating'
  return source ? 'Enabling' : 'Disabling'
}

function describe(mapping: EventSourceMapping, state = mapping.source ? 'Enabled' : 'Disabled'): object {
  const { configuration } = mapping
  return {
    UUID: mapping.uuid,
    EventSourceMappingArn: mapping.arn,
    EventSourceArn: mapping.eventSourceArn,
    FunctionArn: mapping.functionArn,
    BatchSize: configuration.batchSize,
    MaximumBatchingWindowInSeconds: configuration.batchingWindowSeconds,
    ...(configuration.kind === 'stream' ? describeStream(configuration) : describeQueue(configuration)),
    ...(configuration.countsEvents && { MetricsConfig: { Metrics: ['EventCount'] } }),
    ...(configuration.filterCriteria && { FilterCriteria: configuration.filterCriteria }),
    FunctionResponseTypes: configuration.reportsItemFailures ? ['ReportBatchItemFailures'] : [],
    // In seconds since the epoch, as restJson1 encodes a timestamp.
    LastModified: mapping.lastModified / 1000,
    State: state,
    ...(configuration.kind === 'stream' ? streamStatus(mapping) : queueStatus(mapping)),
  }
}

function streamStatus({ lastProcessingResult }: EventSourceMapping): object {
  return { LastProcessingResult: lastProcessingResult, StateTransitionReason: 'User action' }
}

/** Of a queue, AWS gives no result of a processing that went well. */
function queueStatus({ lastProcessingResult }: EventSourceMapping): object {
  return {
    ...(lastProcessingResult.startsWith('PROBLEM') && { LastProcessingResult: lastProcessingResult }),
    StateTransitionReason: 'USER_INITIATED',
  }
}

function describeQueue({ maximumConcurrency }: QueueMappingConfiguration): object {
  return maximumConcurrency === undefined ? {} : { ScalingConfig: { MaximumConcurrency: maximumConcurrency } }
}

function describeStream(configuration: StreamMappingConfiguration): object {
  const { startingPosition, onFailure } = configuration
  return {
    StartingPosition: startingPosition.type,
    ...(startingPosition.timestamp !== undefined && {
      StartingPositionTimestamp: startingPosition.timestamp / 1000,
    }),
    ParallelizationFactor: configuration.parallelizationFactor,
    MaximumRetryAttempts: configuration.maximumRetryAttempts,
    MaximumRecordAgeInSeconds: configuration.maximumRecordAgeSeconds,
    BisectBatchOnFunctionError: configuration.bisectsOnError,
    TumblingWindowInSeconds: configuration.tumblingWindowSeconds,
    DestinationConfig: { OnFailure: onFailure === undefined ? {} : { Destination: onFailure } },
  }
}
