import * as z from 'zod/mini'

/** The version, the trace's id, the parent's id, and flags, of which the last bit says that the trace is sampled. */
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/
/** "Vendors SHOULD propagate at least 512 characters of a combined header" (W3C Trace Context, section 3.3.1.5). */
export const TRACESTATE = /^[\x20-\x7e]{1,512}$/

/**
 * The attributes of the CloudEvents extension for distributed tracing, in the format of W3C Trace Context. Consumers
 * ignore one that is malformed: a trace is a help, and no reason to refuse a message.
 *
 * @see https://github.com/cloudevents/spec/blob/main/cloudevents/extensions/distributed-tracing.md
 * @see https://www.w3.org/TR/trace-context/
 */
export const traceContext = {
  /** The trace that the event belongs to, and what in the trace sent it: `00-<trace-id>-<parent-id>-<flags>`. */
  traceparent: lenient(TRACEPARENT),
  /** What tracing systems say to each other about the trace; passed on unread. */
  tracestate: lenient(TRACESTATE),
}

function lenient(pattern: RegExp) {
  return z.optional(z.catch(z.optional(z.string().check(z.regex(pattern))), undefined))
}
