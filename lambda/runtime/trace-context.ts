import { createHash } from 'node:crypto'
import { getXrayTraceDataFromEnv } from '@aws-lambda-powertools/commons/utils/env'
import type { CloudEvent } from '../contracts/cloud-event.ts'
import { TRACESTATE } from '../contracts/trace-context.ts'

/** The trace that work belongs to, in the terms of W3C Trace Context. */
export interface TraceContext {
  /** 32 hexadecimal digits, not all zero. */
  readonly traceId: string
  readonly sampled: boolean
  readonly tracestate?: string
}

/** The attributes of an event, or the headers of a request, that name its trace. */
export type Traced = Pick<CloudEvent, 'traceparent' | 'tracestate'>

/** Later versions may have more after the flags (section 3.2.4); version 255 is invalid. */
const TRACEPARENT =
  /^(?!ff)(?<version>[0-9a-f]{2})-(?!0{32})(?<traceId>[0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-(?<flags>[0-9a-f]{2})(?<rest>-.{0,200})?$/

/** The trace that a request or an event names; undefined where it names none, or a malformed one. */
export function namedTrace({ traceparent, tracestate }: Traced): TraceContext | undefined {
  const { version, traceId, flags = '', rest } = TRACEPARENT.exec(traceparent ?? '')?.groups ?? {}
  if (traceId === undefined || (version === '00' && rest !== undefined)) return undefined
  const state = tracestate !== undefined && TRACESTATE.test(tracestate) ? { tracestate } : {}
  return { traceId, sampled: isSampled(flags), ...state }
}

/** "The current version of this specification only supports a single flag called sampled", the last bit. */
function isSampled(flags: string): boolean {
  return (Number.parseInt(flags, 16) & 1) === 1
}

/** X-Ray writes a trace's id with its first eight digits, a time, apart: `1-5759e988-bd862e3fe1be46a994272793`. */
const ROOT = /^1-(?<time>[0-9a-f]{8})-(?<unique>[0-9a-f]{24})$/

/** The X-Ray trace of the present invocation, sampled or not; undefined where Lambda gives none. */
export function invocationTrace(): TraceContext | undefined {
  const { Root = '', Sampled } = getXrayTraceDataFromEnv() ?? {}
  const { time, unique } = ROOT.exec(Root)?.groups ?? {}
  if (time === undefined || unique === undefined) return undefined
  return { traceId: `${time}${unique}`, sampled: Sampled === '1' }
}

/** The trace of what belongs together and came without one: the same whenever it is asked for. */
export function derivedTrace(correlationId: string): TraceContext {
  return { traceId: digits(`trace:${correlationId}`, 32), sampled: false }
}

/**
 * The attributes of something that is sent as a part of a trace. The parent-id follows from the trace and the id, so
 * that what is made again, of the same message, has the same bytes.
 *
 * @param id unique to what is sent
 */
export function traceAttributes({ traceId, sampled, tracestate }: TraceContext, id: string): Traced {
  const traceparent = `00-${traceId}-${digits(`parent:${traceId}:${id}`, 16)}-${sampled ? '01' : '00'}`
  return { traceparent, ...(tracestate !== undefined && { tracestate }) }
}

/** Hexadecimal digits of a hash; that all are zero, which the format forbids, happens once in 2^64. */
function digits(from: string, count: number): string {
  return createHash('sha256').update(from).digest('hex').slice(0, count)
}
