import { type AnnotationValue, type SegmentDocument, withSubsegments } from './trace.ts'

/** What filter expressions and summaries ask of a trace, or of one service in it. */
export interface TraceFacts {
  error: boolean
  fault: boolean
  throttle: boolean
  partial: boolean
  /** Seconds from the earliest start to the latest end. */
  duration: number
  /** Seconds that the root segment took. */
  responseTime: number
  http: SegmentDocument['http']
  users: string[]
  annotations: Map<string, AnnotationValue[]>
  /** One entry a segment. */
  services: ServiceFacts[]
}

export interface ServiceFacts extends TraceFacts {
  name: string
  /** `AWS::Lambda::Function`, … where the segment tells its origin. */
  type: string | undefined
}

/** @param segments of one trace, earliest first, at least one */
export function factsOf(segments: readonly SegmentDocument[]): TraceFacts {
  return {
    ...flags(rootOf(segments), segments),
    services: segments.map(segment => ({
      ...flags(segment, [segment]),
      services: [],
      name: segment.name,
      type: segment.origin,
    })),
  }
}

/** The segment that no other segment of the trace is the parent of; the earliest, if there are several. */
export function rootOf(segments: readonly SegmentDocument[]): SegmentDocument {
  const ids = new Set(segments.flatMap(segment => [...withSubsegments(segment)].map(({ id }) => id)))
  const root = segments.find(({ parent_id }) => parent_id === undefined || !ids.has(parent_id))
  return root ?? (segments[0] as SegmentDocument)
}

function flags(root: SegmentDocument, segments: readonly SegmentDocument[]): Omit<TraceFacts, 'services'> {
  const all = segments.flatMap(segment => [...withSubsegments(segment)])
  const { start, end } = spanOf(all)
  return {
    // "The root segment document has a 400 series error", "… a 500 series error" (TraceSummary)
    error: root.error ?? false,
    fault: root.fault ?? false,
    // "One or more of the segment documents has a 429 throttling error." (TraceSummary)
    throttle: all.some(({ throttle }) => throttle),
    partial: all.some(({ in_progress }) => in_progress),
    duration: milliseconds(end - start),
    responseTime: milliseconds((root.end_time ?? root.start_time) - root.start_time),
    http: root.http,
    users: all.flatMap(({ user }) => user ?? []),
    annotations: annotationsOf(all),
  }
}

function annotationsOf(documents: readonly SegmentDocument[]): Map<string, AnnotationValue[]> {
  const found = new Map<string, AnnotationValue[]>()
  for (const [key, value] of documents.flatMap(({ annotations }) => Object.entries(annotations ?? {}))) {
    found.set(key, [...(found.get(key) ?? []), value])
  }
  return found
}

/** From the earliest start to the latest end, in seconds since the epoch. */
export function spanOf(documents: readonly Pick<SegmentDocument, 'start_time' | 'end_time'>[]): {
  start: number
  end: number
} {
  // The arguments of Math.min would not fit on the stack.
  let [start, end] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { start_time, end_time } of documents) {
    start = Math.min(start, start_time)
    end = Math.max(end, end_time ?? start_time)
  }
  return { start, end }
}

/** Seconds without what lies below a millisecond. */
export function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}
