import { isNestedAtMost } from '../../json-nesting.ts'
import type { SegmentDocument } from './trace.ts'

/** Why a document was not stored, in the words of `PutTraceSegments`. */
export interface UnprocessedSegment {
  Id?: string
  ErrorCode: string
  Message: string
}

/** "the maximum segment document size (64 kB)" (X-Ray, *Sending trace data to AWS X-Ray*). */
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
    unprocessed.push({ Id: id, Message: `Invalid segment. ErrorCode: ${fault.ErrorCode}`, ...fault })
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

type Fault = Pick<UnprocessedSegment, 'ErrorCode'> & Partial<UnprocessedSegment>

/**
 * What is wrong with a document by "Required Segment Document Fields" (PutTraceSegments). AWS documents the code
 * `InvalidTraceId`; users have seen `MissingId` and `InvalidName` in answers; the other codes are named alike.
 */
function faultOf(document: unknown): Fault | undefined {
  if (!isObject(document) || !isNestedAtMost(document, MAX_NESTING)) return { ErrorCode: 'ParseError' }
  const { id, name, trace_id, start_time, end_time, in_progress } = document
  if (typeof name !== 'string' || name === '') return { ErrorCode: 'MissingName' }
  if (id === undefined) return { ErrorCode: 'MissingId' }
  if (!isId(id)) return { ErrorCode: 'InvalidId' }
  if (typeof trace_id !== 'string' || !/^1-[0-9a-f]{8}-[0-9a-f]{24}$/i.test(trace_id)) {
    return { ErrorCode: 'InvalidTraceId' }
  }
  if (typeof start_time !== 'number') return { ErrorCode: 'MissingStartTime' }
  if (typeof end_time !== 'number' && in_progress !== true) return { ErrorCode: 'MissingEndTime' }
  return isWellFormed(document) ? faultOfNames(document) : { ErrorCode: 'ParseError' }
}

/** X-Ray, *Segment documents*: letters and digits of all languages, blanks and these symbols, up to 200 characters. */
const NAME = /^[\p{L}\p{N}\s_.:/%&#=+\\\-@]{1,200}$/u

/** The first name, of the document or a subsegment in it, that X-Ray does not take. */
function faultOfNames({ id, name, type, subsegments }: JsonObject): Fault | undefined {
  if (!NAME.test(name as string)) {
    if (type !== 'subsegment') return { ErrorCode: 'InvalidName' }
    return invalidSubsegmentName(id as string)
  }
  for (const part of (subsegments ?? []) as JsonObject[]) {
    const fault = faultOfNames({ ...part, type: 'subsegment' })
    if (fault) return fault
  }
  return undefined
}

const invalidSubsegmentName = (Id: string): Fault => ({
  Id,
  ErrorCode: 'InvalidName',
  Message: 'Invalid subsegment. ErrorCode: InvalidName, Cause: null',
})

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
