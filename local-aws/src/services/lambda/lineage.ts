import { hash } from 'node:crypto'

/** The older form "tracks up to 16 resource IDs" (open-telemetry/opentelemetry-dotnet-contrib#2480). */
const MAX_FUNCTIONS = 16

/** One entry: the function, and how often it was invoked before the invocation that got the header. */
const ENTRY = /^([0-9a-f]{8}):(\d{1,5})$/

/**
 * The `Lineage` of a trace header: which functions a chain of requests has invoked, and how often each.
 *
 * Lambda gives it to a function in `_X_AMZN_TRACE_ID`, the AWS SDK sends it on with each request, and SQS, SNS and S3
 * hand it on to what they invoke.
 *
 * AWS documents no format. Headers in public logs read `Lineage=1:36680206:0` in a chain's first invocation and
 * `Lineage=2:eb76caae:0` in the second one, of another function: the invocations of the chain so far, 8 hexadecimal
 * digits for the function, and how often that function was invoked before. How AWS counts several functions with the
 * one entry is not public. Its older form lists them, `Lineage=a87bd80c:1|68fd508a:5` (opentelemetry-dotnet-contrib
 * 2480). Here the function that is invoked comes first, in the present form, and the others follow in the older one,
 * the latest first: `Lineage=15:36680206:7|eb76caae:6`.
 */
export class Lineage {
  static readonly none = new Lineage(0, new Map())

  /** Of all functions, in all invocations so far. */
  readonly #invocations: number
  /** How often each function was invoked; the latest first. */
  readonly #functions: ReadonlyMap<string, number>

  private constructor(invocations: number, functions: ReadonlyMap<string, number>) {
    this.#invocations = invocations
    this.#functions = functions
  }

  /** What a trace header says; {@link none} where it says nothing, or nothing that can be read. */
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
   * Of an invocation that goes back to several chains, as a batch of messages does: for each function the highest
   * count. What AWS does with the counts of a batch is not public.
   */
  static ofAll(headers: readonly string[]): Lineage {
    const [first = Lineage.none, ...others] = headers.map(Lineage.of)
    return others.reduce((merged, other) => merged.#with(other), first)
  }

  /** How often the chain has invoked the function. */
  invocationsOf(functionArn: string): number {
    return this.#functions.get(idOf(functionArn)) ?? 0
  }

  /** What the function is given, which this chain now invokes. */
  invoking(functionArn: string): Lineage {
    const id = idOf(functionArn)
    const others = [...this.#functions].filter(([other]) => other !== id).slice(0, MAX_FUNCTIONS - 1)
    return new Lineage(this.#invocations + 1, new Map([[id, this.invocationsOf(functionArn) + 1], ...others]))
  }

  /** `header` with this lineage in place of its own. */
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

/** Of what AWS's 8 digits are the hash is not public. */
function idOf(functionArn: string): string {
  return hash('sha256', functionArn).slice(0, 8)
}
