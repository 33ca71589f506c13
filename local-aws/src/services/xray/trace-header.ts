import type { TraceContext } from '../../ports.ts'

/** What an incoming header may leave open: whether the trace is kept. */
export interface IncomingTrace extends Omit<TraceContext, 'sampled'> {
  sampled: boolean | undefined
}

const TRACE_ID = /^1-[0-9a-f]{8}-[0-9a-f]{24}$/i

/**
 * `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1` (X-Ray, *Tracing header*),
 * its fields in any order; undefined if it names no trace.
 */
export function parseTraceHeader(header: string | undefined): IncomingTrace | undefined {
  const fields = new Map(header?.split(';').map(field => splitOnce(field.trim())))
  const traceId = fields.get('root')
  if (!traceId || !TRACE_ID.test(traceId)) return undefined
  const decision = fields.get('sampled')
  return {
    traceId,
    parentId: fields.get('parent'),
    sampled: decision === '1' ? true : decision === '0' ? false : undefined,
  }
}

function splitOnce(field: string): [string, string] {
  const at = field.indexOf('=')
  return [field.slice(0, at).toLowerCase(), field.slice(at + 1)]
}
