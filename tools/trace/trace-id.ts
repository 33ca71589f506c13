/** `<version>-<trace-id>-<parent-id>-<flags>` (W3C Trace Context). */
const TRACEPARENT = /^[0-9a-f]{2}-(?<traceId>[0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/
/** As X-Ray writes it: `1-5759e988-bd862e3fe1be46a994272793`. */
const XRAY = /^1-(?<time>[0-9a-f]{8})-(?<unique>[0-9a-f]{24})$/
const DIGITS = /^[0-9a-f]{32}$/

/**
 * The id of a trace as hops log it, 32 hexadecimal digits.
 *
 * @param given such an id, a `traceparent`, or an id of X-Ray
 * @returns undefined where it is none of these
 */
export function traceIdIn(given: string): string | undefined {
  if (DIGITS.test(given)) return given
  const { time = '', unique = '' } = XRAY.exec(given)?.groups ?? {}
  return TRACEPARENT.exec(given)?.groups?.traceId ?? (time + unique || undefined)
}
