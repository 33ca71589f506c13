import { hash } from 'node:crypto'

/** The older form "tracks up to 16 resource IDs" (open-telemetry/opentelemetry-dotnet-contrib#2480). */
const MAX_FUNCTIONS = 16

/** One entry: the function, and how often it was invoked before the invocation with this header. */
const ENTRY = /^([0-9a-f]{8}):(\d{1,5})$/

/**
 * The `Lineage` of a trace header: the functions that a chain of requests has invoked, with the number of invocations.
 *
 * Lambda passes it to a function in `_X_AMZN_TRACE_ID`, the AWS SDK sends it with each request, and SQS, SNS and S3
 * propagate it to the functions that they invoke.
 *
 * AWS documents no format. Headers in public logs read `Lineage=1:36680206:0` in a chain's first invocation and
 * `Lineage=2:eb76caae:0` in the second one, of another function: the invocations of the chain so far, 8 hexadecimal
 * digits for the function, and how often that function was invoked before. It is not public how AWS counts several
 * functions with one entry. An older format lists them, `Lineage=a87bd80c:1|68fd508a:5` (opentelemetry-dotnet-contrib
 * 2480). Here, the invoked function comes first, in the current format; the others follow in the older format, latest
 * first: `Lineage=15:36680206:7|eb76caae:6`.
 */
export class Lineage {
  static readonly none = new Lineage(0, new Map())

  /** The number of all invocations so far, of all functions. */
  readonly #invocations: number
  /** The number of invocations of each function; latest function first. */
  readonly #functions: ReadonlyMap<string, number>

  private constructor(invocations: number, functions: ReadonlyMap<string, number>) {
    this.#invocations = invocations
    this.#functions = functions
  }

  /** The lineage in a trace header; {@link none} if it is missing or invalid. */
  static of(header: string | undefined): Lineage {
    const [, value] = /(?:^|;)\s*Lineage=([^;]+)/i.exec(header ?? '') ?? []
    if (value === undefined) return Lineage.none
    const [, total, entries] = /^(?:(\d{1,5}):(?=[0-9a-f]{8}:))?(.+)$/.exec(value.trim()) ?? []
    const functions = new Map<string, number>()
    for (const entry of (entries ?? '').split('|')) {
      const [, id, before] = ENTRY.exec(entry) ?? []
      if (id) functions.set(id, Number(before) + 1)
    }
    return functions.size === 0 ? Lineage.none : new Lineage(Number(total ?? functions.size), functions)
  }

  /**
   * The lineage of an invocation with several chains, such as a batch of messages: the highest count of each function.
   * It is not public what AWS does with the counts of a batch.
   */
  static ofAll(headers: readonly string[]): Lineage {
    const [first = Lineage.none, ...others] = headers.map(Lineage.of)
    return others.reduce((merged, other) => merged.#with(other), first)
  }

  /** How often the chain has invoked the function. */
  invocationsOf(functionArn: string): number {
    return this.#functions.get(idOf(functionArn)) ?? 0
  }

  /** The lineage for the function that this chain now invokes. */
  invoking(functionArn: string): Lineage {
    const id = idOf(functionArn)
    const others = [...this.#functions].filter(([other]) => other !== id).slice(0, MAX_FUNCTIONS - 1)
    return new Lineage(this.#invocations + 1, new Map([[id, this.invocationsOf(functionArn) + 1], ...others]))
  }

  /** Replaces the lineage in `header` by this one. */
  in(header: string): string {
    const fields = header.split(';').filter(field => !/^\s*Lineage=/i.test(field))
    const entries = Array.from(this.#functions, ([id, invocations]) => `${id}:${invocations - 1}`)
    return [...fields, `Lineage=${this.#invocations}:${entries.join('|')}`].join(';')
  }

  #with(other: Lineage): Lineage {
    const functions = new Map(this.#functions)
    for (const [id, invocations] of other.#functions) {
      functions.set(id, Math.max(invocations, functions.get(id) ?? 0))
    }
    return new Lineage(Math.max(this.#invocations, other.#invocations), functions)
  }
}

/** It is not public what AWS hashes for its 8 digits. */
function idOf(functionArn: string): string {
  return hash('sha256', functionArn).slice(0, 8)
}
