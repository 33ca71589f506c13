import type { Random } from '../../src/random.ts'

/** How many values of one name are remembered. */
const KEPT = 12

/** What is known of the account: values that requests gave and answers brought, by the name of their member. */
export class KnownValues {
  readonly #values = new Map<string, string[]>()

  /** Remembers every text in a document, under the name of the member that holds it. */
  learn(document: unknown, name = ''): void {
    if (typeof document === 'string') this.#keep(name, document)
    else if (Array.isArray(document)) for (const item of document) this.learn(item, name.replace(/s$/, ''))
    else if (typeof document === 'object' && document !== null && !ArrayBuffer.isView(document)) {
      for (const [key, value] of Object.entries(document)) this.learn(value, key)
    }
  }

  /** A value for a member of that name: of the same name, or of one that ends alike, such as `FunctionArn` for `Arn`. */
  pick(name: string, random: Random): string | undefined {
    const same = this.#values.get(name.toLowerCase())
    if (same && random.fraction() < 0.93) return same[random.integer(same.length)]
    const ending = /(Arn|ARN|Name|Id|Url|Token|Key)$/.exec(name)?.[1]?.toLowerCase()
    if (ending === undefined) return undefined
    const alike = [...this.#values].filter(([key]) => key.endsWith(ending)).flatMap(([, values]) => values)
    return alike[random.integer(alike.length)]
  }

  /** The latest value of that very name. */
  latest(name: string): string | undefined {
    return this.#values.get(name.toLowerCase())?.at(-1)
  }

  #keep(name: string, value: string): void {
    if (name === '' || value === '' || value.length > 2048) return
    const key = name.toLowerCase()
    const values = this.#values.get(key) ?? []
    if (values.includes(value)) return
    values.push(value)
    if (values.length > KEPT) values.shift()
    this.#values.set(key, values)
  }
}
