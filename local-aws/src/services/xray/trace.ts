/** What an annotation may be. */
export type AnnotationValue = string | number | boolean

/** A segment or subsegment document; see X-Ray, *Segment documents*. Times are in seconds since the epoch. */
export interface SegmentDocument {
  id: string
  name: string
  trace_id: string
  start_time: number
  end_time?: number
  in_progress?: boolean
  parent_id?: string
  /** `subsegment` on one that was sent by itself. */
  type?: string
  error?: boolean
  fault?: boolean
  throttle?: boolean
  annotations?: Record<string, AnnotationValue>
  http?: {
    request?: { url?: string; method?: string; user_agent?: string; client_ip?: string }
    response?: { status?: number }
  }
  user?: string
  origin?: string
  resource_arn?: string
  /** `aws` or `remote` on a subsegment for a downstream call. */
  namespace?: string
  aws?: { table_name?: string }
  /** Other traces that this one goes on from. */
  links?: { trace_id: string; id?: string }[]
  subsegments?: SegmentDocument[]
}

/** A subsegment that was sent by itself with more parents than this, or that is its own, is shown as a segment. */
const MAX_ANCESTORS = 30

/** The documents of one trace, as they arrive: an in-progress document gives way to its completion. */
export class Trace {
  readonly id: string
  /** When a document last arrived, in ms since the epoch. */
  updatedAt = 0
  /** How often one arrived. */
  revision = 0
  readonly #documents = new Map<string, SegmentDocument>()

  constructor(id: string) {
    this.id = id
  }

  /** "The time of the original request" in its id, in seconds since the epoch. */
  get startedAt(): number {
    return Number.parseInt(this.id.slice(2, 10), 16)
  }

  add(document: SegmentDocument, now: number): void {
    this.updatedAt = now
    this.revision++
    const known = this.#documents.get(document.id)
    if (known && !known.in_progress && document.in_progress) return
    this.#documents.set(document.id, document)
  }

  /** The segments, each with the subsegments that were sent by themselves under their parents, by start time. */
  segments(): SegmentDocument[] {
    const segments = [...this.#documents.values()].map(document => structuredClone(document))
    const parents = new Map<string, { part: SegmentDocument; segment: SegmentDocument }>()
    for (const segment of segments) {
      for (const part of withSubsegments(segment)) parents.set(part.id, { part, segment })
    }
    const parentOf = ({ type, parent_id = '' }: SegmentDocument) =>
      type === 'subsegment' ? parents.get(parent_id) : undefined

    const roots = segments.filter(segment => {
      const parent = parentOf(segment)
      if (!parent || !endsWithin(MAX_ANCESTORS, segment, document => parentOf(document)?.segment)) return true
      const { part } = parent
      part.subsegments = [...(part.subsegments ?? []).filter(({ id }) => id !== segment.id), segment]
      return false
    })
    return roots.sort((a, b) => a.start_time - b.start_time)
  }
}

/** Whether the parents of a document come to an end, which those of a loop do not. */
function endsWithin(
  most: number,
  document: SegmentDocument,
  parentOf: (document: SegmentDocument) => SegmentDocument | undefined,
): boolean {
  let at: SegmentDocument | undefined = document
  for (let count = 0; at && count <= most; count++) at = parentOf(at)
  return at === undefined
}

/** A document and everything below it. */
export function* withSubsegments(document: SegmentDocument): Iterable<SegmentDocument> {
  yield document
  for (const subsegment of document.subsegments ?? []) yield* withSubsegments(subsegment)
}
