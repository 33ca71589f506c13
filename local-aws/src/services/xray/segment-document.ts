import { isNestedAtMost } from '../../json-nesting.ts'
import type { SegmentDocument } from './trace.ts'

/** Why a document was not stored, in the words of `PutTraceSegments`. */
export interface UnprocessedSegment {
  Id?: string
  ErrorCode: string
  Message: string
}

/** X-Ray takes segment documents of up to 64 kB (X-Ray, *Segment documents*). */
const MAX_BYTES = 64 * 1024
/** Each subsegment counts twice. A deeper document would overflow the stack of those who read it. */
const MAX_NESTING = 100

type JsonObject = Readonly<Record<string, unknown>>
type Check = (value: unknown) => boolean

/**
 * The documents in `text` that are valid, and a reason for each of the others: "A segment document can be a completed
 * segment, an in-progress segment, or an array of subsegments" (PutTraceSegments).
 */
export function readDocuments(text: string): { valid: SegmentDocument[]; unprocessed: UnprocessedSegment[] } {
  const valid: SegmentDocument[] = []
  const unprocessed: UnprocessedSegment[] = []
  for (const document of parse(text)) {
    const fault = faultOf(document)
    if (fault === undefined) {
      valid.push(document as SegmentDocument)
      continue
    }
    const id = isObject(document) && typeof document.id === 'string' ? document.id : undefined
    unprocessed.push({ Id: id, ErrorCode: fault, Message: `Invalid segment. ErrorCode: ${fault}` })
  }
  return { valid, unprocessed }
}

/** A text that is no JSON or too long counts as one document that is none. */
function parse(text: string): unknown[] {
  if (Buffer.byteLength(text) > MAX_BYTES) return [undefined]
  try {
    return [JSON.parse(text) as unknown].flat()
  } catch {
    return [undefined]
  }
}

/** What is wrong with a document by "Required Segment Document Fields" (PutTraceSegments). */
function faultOf(document: unknown): string | undefined {
  if (!isObject(document) || !isNestedAtMost(document, MAX_NESTING)) return 'ParseError'
  const { id, name, trace_id, start_time, end_time, in_progress } = document
  if (typeof name !== 'string' || name === '') return 'MissingName'
  if (!isId(id)) return 'InvalidId'
  if (typeof trace_id !== 'string' || !/^1-[0-9a-f]{8}-[0-9a-f]{24}$/i.test(trace_id)) return 'InvalidTraceId'
  if (typeof start_time !== 'number') return 'MissingStartTime'
  if (typeof end_time !== 'number' && in_progress !== true) return 'MissingEndTime'
  return isWellFormed(document) ? undefined : 'ParseError'
}

const isText: Check = value => typeof value === 'string'
const isFlag: Check = value => typeof value === 'boolean'
const isNumber: Check = value => Number.isFinite(value)
const isId: Check = value => typeof value === 'string' && /^[0-9a-f]{16}$/i.test(value)
const isScalar: Check = value => isText(value) || isFlag(value) || isNumber(value)

/** Members of segments and subsegments that X-Ray reads; others may have any value. */
const MEMBERS: Readonly<Record<string, Check>> = {
  id: isId,
  name: isText,
  trace_id: isText,
  parent_id: isText,
  type: isText,
  start_time: isNumber,
  end_time: isNumber,
  in_progress: isFlag,
  error: isFlag,
  fault: isFlag,
  throttle: isFlag,
  user: isText,
  origin: isText,
  resource_arn: isText,
  namespace: isText,
  annotations: value => isObject(value) && Object.values(value).every(isScalar),
  http: structure({
    request: structure({ url: isText, method: isText, user_agent: isText, client_ip: isText }),
    response: structure({ status: isNumber }),
  }),
  aws: structure({ table_name: isText }),
  links: listOf(structure({ trace_id: isText, id: isText })),
  subsegments: listOf(part => isObject(part) && isSubsegment(part)),
}

function isSubsegment(part: JsonObject): boolean {
  return isId(part.id) && isText(part.name) && isNumber(part.start_time) && isWellFormed(part)
}

function isWellFormed(document: JsonObject): boolean {
  return structure(MEMBERS)(document)
}

/** Null counts as absent: many serializers write it. */
function structure(members: Readonly<Record<string, Check>>): Check {
  return value =>
    isObject(value) &&
    Object.entries(members).every(
      ([name, check]) => (value[name] ?? undefined) === undefined || check(value[name]),
    )
}

function listOf(check: Check): Check {
  return value => Array.isArray(value) && value.every(check)
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
