import type { Account } from '../../account.ts'
import type { PrincipalCaller } from '../../identity/caller.ts'
import type { TraceContext, Traces } from '../../ports.ts'
import { PUT_TRACE_SEGMENTS } from './execution-role.ts'
import type { FunctionConfiguration } from './function-configuration.ts'
import type { ErrorDocument, Outcome } from './invocation.ts'
import type { Lineage } from './lineage.ts'

/** The origin of an invocation for tracing. */
export interface TraceOrigin {
  /** `X-Amzn-Trace-Id` of the request; the invocation joins its trace. */
  header?: string
  /** The trace headers of the messages in a batch; the invocation starts its own trace with links to theirs. */
  links?: readonly string[]
}

/** X-Ray keeps the daemon's reports to itself. */
const PUT_TELEMETRY_RECORDS = { action: 'xray:PutTelemetryRecords', resource: '*' }

/** In ms since the epoch. */
export interface Span {
  start: number
  end: number
}

/**
 * Adds Lambda's segments to a trace: one for the service and one for the function, which is the parent of the
 * function's subsegments ("Visualize Lambda function invocations using AWS X-Ray", developer guide).
 */
export class InvocationTrace {
  /** The value of `_X_AMZN_TRACE_ID`. */
  readonly header: string
  readonly #account: Account
  readonly #traces: Traces
  readonly #config: FunctionConfiguration
  readonly #caller: PrincipalCaller
  readonly #context: TraceContext
  readonly #links: readonly TraceContext[]
  readonly #serviceSegment: string
  readonly #functionSegment: string
  readonly #recorded: boolean

  /** @param lineage the lineage for the function's header, with the chain that it is invoked in */
  constructor(
    account: Account,
    traces: Traces,
    { configuration, caller }: { configuration: FunctionConfiguration; caller: PrincipalCaller },
    origin: TraceOrigin,
    lineage: Lineage,
  ) {
    this.#account = account
    this.#traces = traces
    this.#config = configuration
    this.#caller = caller
    this.#links = (origin.links ?? []).map(header => traces.begin(header))
    this.#context = this.#begin(origin.header)
    this.#serviceSegment = account.random.hex(16)
    this.#functionSegment = account.random.hex(16)
    this.#recorded = configuration.tracing === 'Active' && this.#context.sampled
    this.header = lineage.in(this.#headerFor(origin.header))
  }

  /** Ends the invocation; `init` is present if it waited for a new environment. */
  end(requestId: string, working: Span, init: Span | undefined, outcome: Outcome): void {
    if (!this.#recorded || !this.#mayRecord()) return
    const { name, arn } = this.#config
    const failed = outcome.status !== 'success'
    const { traceId } = this.#context
    const end = seconds(this.#account.clock.now())
    this.#traces.record({
      name,
      id: this.#serviceSegment,
      trace_id: traceId,
      ...(this.#context.parentId && { parent_id: this.#context.parentId }),
      origin: 'AWS::Lambda',
      resource_arn: arn,
      start_time: seconds(init?.start ?? working.start),
      end_time: end,
      ...(failed && { error: true }),
      ...(this.#links.length > 0 && { links: this.#links.map(link) }),
      http: { response: { status: 200 } },
      aws: { request_id: requestId, resource_names: [name] },
    })
    this.#traces.record({
      name,
      id: this.#functionSegment,
      trace_id: traceId,
      parent_id: this.#serviceSegment,
      origin: 'AWS::Lambda::Function',
      start_time: seconds(init?.start ?? working.start),
      end_time: end,
      ...(failed && { fault: true, cause: this.#cause(outcome) }),
      aws: { account_id: this.#account.id, function_arn: arn, resource_names: [name] },
      subsegments: [
        ...(init ? [this.#subsegment('Initialization', init)] : []),
        this.#subsegment('Invocation', working),
        this.#subsegment('Overhead', { start: working.end, end: this.#account.clock.now() }),
      ],
    })
  }

  /** The X-Ray daemon beside the function sends its segments and reports about itself, both in the function's role. */
  #mayRecord(): boolean {
    const { authorization } = this.#account
    authorization.allows(this.#caller, PUT_TELEMETRY_RECORDS)
    return authorization.allows(this.#caller, PUT_TRACE_SEGMENTS)
  }

  #begin(header: string | undefined): TraceContext {
    const context = this.#traces.begin(header)
    if (this.#links.length === 0) return context
    return { ...context, sampled: this.#links.some(({ sampled }) => sampled) }
  }

  /** In PassThrough mode, Lambda passes on the incoming header and makes no sampling decision. */
  #headerFor(incoming: string | undefined): string {
    const { traceId, sampled } = this.#context
    if (this.#config.tracing === 'Active') {
      return `Root=${traceId};Parent=${this.#functionSegment};Sampled=${sampled ? 1 : 0}`
    }
    if (incoming) return incoming
    const kept = this.#links.length > 0 && sampled
    return `Root=${traceId};Parent=${this.#functionSegment};Sampled=${kept ? 1 : 0}`
  }

  #subsegment(name: string, { start, end }: Span) {
    return {
      name,
      id: this.#account.random.hex(16),
      start_time: seconds(start),
      end_time: seconds(end),
      aws: { function_arn: this.#config.arn },
    }
  }

  #cause({ payload }: Outcome) {
    const { errorType, errorMessage } = JSON.parse(payload) as ErrorDocument
    return { exceptions: [{ id: this.#account.random.hex(16), type: errorType, message: errorMessage }] }
  }
}

function link({ traceId, parentId }: TraceContext) {
  return {
    trace_id: traceId,
    ...(parentId && { id: parentId }),
    attributes: { ReferenceType: 'parent' },
  }
}

function seconds(ms: number): number {
  return ms / 1000
}
