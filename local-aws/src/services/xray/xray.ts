import type { Account } from '../../account.ts'
import { restJsonService } from '../../api/protocols/rest-json-protocol.ts'
import type { ServiceApi } from '../../api/service-api.ts'
import type { TraceContext, Traces } from '../../ports.ts'
import type { ResourceType } from '../../template/resource-type.ts'
import { groupRoutes } from './actions/groups.ts'
import { serviceGraphRoutes } from './actions/service-graph.ts'
import { traceRetrievalRoutes } from './actions/trace-retrieval.ts'
import { traceRoutes } from './actions/traces.ts'
import { XRayDaemon } from './daemon.ts'
import { invalidRequest } from './errors.ts'
import { Groups } from './groups.ts'
import { INPUTS } from './input-model.ts'
import { groupType } from './resources/group.ts'
import { Sampling } from './sampling.ts'
import { parseTraceHeader } from './trace-header.ts'
import { TraceStore } from './trace-store.ts'

/**
 * AWS X-Ray: the daemon that functions send to, and the traces behind it.
 *
 * X-Ray also infers segments for the services that subsegments call; here a trace has only the segments sent, and the
 * service graph alone shows the services inferred.
 */
export class XRay implements Traces {
  readonly api: ServiceApi
  readonly resourceTypes: readonly ResourceType[]
  readonly #account: Account
  readonly #sampling: Sampling
  readonly #traces: TraceStore
  readonly #daemon: XRayDaemon

  constructor(account: Account) {
    this.#account = account
    this.#sampling = new Sampling(account)
    this.#traces = new TraceStore(account)
    const groups = new Groups(account)
    this.resourceTypes = [groupType(groups)]
    this.#daemon = new XRayDaemon(document => this.#traces.add(document))
    this.api = restJsonService({
      signingName: 'xray',
      model: INPUTS,
      errors: { invalid: invalidRequest },
      routes: [
        ...traceRoutes(account, this.#traces, groups),
        ...groupRoutes(groups),
        ...serviceGraphRoutes(account, this.#traces, groups),
        ...traceRetrievalRoutes,
      ],
    })
  }

  /** Starts the daemon on a free UDP port. */
  async open(): Promise<void> {
    await this.#daemon.open()
  }

  async close(): Promise<void> {
    await this.#daemon.close()
  }

  get daemonAddress(): string {
    return this.#daemon.address
  }

  begin(incoming: string | undefined): TraceContext {
    const trace = parseTraceHeader(incoming)
    return {
      traceId: trace?.traceId ?? this.#newTraceId(),
      parentId: trace?.parentId,
      sampled: trace?.sampled ?? this.#sampling.decide(),
    }
  }

  record(segment: Record<string, unknown>): void {
    this.#traces.add(JSON.stringify(segment))
  }

  /** "The time of the original request, in Unix epoch time, in 8 hexadecimal digits", then 96 random bits. */
  #newTraceId(): string {
    const seconds = Math.floor(this.#account.clock.now() / 1000)
    return `1-${seconds.toString(16).padStart(8, '0')}-${this.#account.random.hex(24)}`
  }
}
