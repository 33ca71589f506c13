import type { Account } from '../../../account.ts'
import { pageOf } from '../../../api/page.ts'
import { invalidRequest } from '../errors.ts'
import { parseFilterExpression } from '../filter-expression.ts'
import type { Groups } from '../groups.ts'
import { type AnnotationValue, type SegmentDocument, type Trace, withSubsegments } from '../trace.ts'
import { factsOf, rootOf, spanOf, type TraceFacts } from '../trace-facts.ts'
import type { TraceStore } from '../trace-store.ts'

export interface GetTraceSummariesInput {
  /** Seconds since the epoch. */
  StartTime: number
  EndTime: number
  TimeRangeType?: 'TraceId' | 'Event' | 'Service'
  FilterExpression?: string
  NextToken?: string
}

const MAX_PAGE_TRACES = 500

/** The traces of a time range that match a filter expression, earliest first. */
export function getTraceSummaries(
  account: Account,
  traces: TraceStore,
  groups: Groups,
  input: GetTraceSummariesInput,
): object {
  const { StartTime, EndTime, TimeRangeType = 'TraceId', FilterExpression = '' } = input
  if (!(StartTime < EndTime)) {
    throw invalidRequest('StartTime must be before EndTime.')
  }
  const start = Number(input.NextToken ?? 0)
  if (!Number.isInteger(start) || start < 0) throw invalidRequest('The NextToken is invalid.')
  const isMeant = parseFilterExpression(FilterExpression, groups)

  const all = traces.all()
  const found = all.flatMap(trace => {
    const time = timeOf(trace, TimeRangeType)
    if (time < StartTime || time > EndTime) return []
    const segments = trace.segments()
    const facts = factsOf(segments)
    return isMeant(facts) ? { trace, segments, facts, time } : []
  })
  found.sort((a, b) => a.time - b.time)
  const { items, next } = pageOf(found, { start, limit: MAX_PAGE_TRACES })
  return {
    TraceSummaries: items.map(({ trace, segments, facts, time }) =>
      summary(account, trace, segments, facts, time),
    ),
    ApproximateTime: account.clock.now() / 1000,
    TracesProcessedCount: all.length,
    NextToken: next?.toString(),
  }
}

/** "TraceId (trace start time), Event (trace update time), or Service (trace segment end time)", in seconds. */
function timeOf(trace: Trace, type: string): number {
  if (type === 'TraceId') return trace.startedAt
  if (type === 'Event') return trace.updatedAt / 1000
  if (type === 'Service') return spanOf(trace.segments()).end
  throw invalidRequest(`TimeRangeType must be TraceId, Event or Service, not ${type}.`)
}

function summary(
  account: Account,
  trace: Trace,
  segments: readonly SegmentDocument[],
  facts: TraceFacts,
  time: number,
) {
  const serviceId = ({ name, origin }: SegmentDocument) => ({
    Name: name,
    Names: [name],
    AccountId: account.id,
    Type: origin,
  })
  return {
    Id: trace.id,
    StartTime: spanOf(segments).start,
    Duration: facts.duration,
    ResponseTime: facts.responseTime,
    HasFault: facts.fault,
    HasError: facts.error,
    HasThrottle: facts.throttle,
    IsPartial: facts.partial,
    Http: httpOf(facts.http),
    Annotations: annotationsOf(segments, serviceId),
    Users: [...new Set(facts.users)].map(UserName => ({ UserName, ServiceIds: [] })),
    ServiceIds: segments.map(serviceId),
    ResourceARNs: segments.flatMap(({ resource_arn }) => (resource_arn ? { ARN: resource_arn } : [])),
    EntryPoint: serviceId(rootOf(segments)),
    Revision: trace.revision,
    MatchedEventTime: time,
  }
}

function httpOf(http: SegmentDocument['http']) {
  return {
    HttpURL: http?.request?.url,
    HttpStatus: http?.response?.status,
    HttpMethod: http?.request?.method,
    UserAgent: http?.request?.user_agent,
    ClientIp: http?.request?.client_ip,
  }
}

interface AnnotationOccurrence {
  value: AnnotationValue
  services: object[]
}

/** By key, each value with the services whose segments have it. */
function annotationsOf(
  segments: readonly SegmentDocument[],
  serviceId: (segment: SegmentDocument) => object,
) {
  const byKey = new Map<string, AnnotationOccurrence[]>()
  for (const segment of segments) {
    const annotations = [...withSubsegments(segment)].flatMap(part => Object.entries(part.annotations ?? {}))
    for (const [key, value] of annotations) {
      const occurrences = byKey.get(key) ?? []
      byKey.set(key, occurrences)
      const known = occurrences.find(occurrence => occurrence.value === value)
      if (known) known.services.push(serviceId(segment))
      else occurrences.push({ value, services: [serviceId(segment)] })
    }
  }
  const shape = ({ value, services }: AnnotationOccurrence) => ({
    AnnotationValue: annotationValue(value),
    ServiceIds: services,
  })
  return Object.fromEntries([...byKey].map(([key, occurrences]) => [key, occurrences.map(shape)]))
}

function annotationValue(value: AnnotationValue): object {
  if (typeof value === 'string') return { StringValue: value }
  return typeof value === 'number' ? { NumberValue: value } : { BooleanValue: value }
}
