import type { Person } from './person.ts'

/** A character that an address or an id may go on with. */
const MORE_OF_ADDRESS = String.raw`[\w!#$%&'*+/=?^{|}~.-]`
const MORE_OF_DOMAIN = String.raw`[\w-]|\.\w`
const MORE_OF_ID = '[A-Za-z0-9._:-]'

/**
 * Finds messages and events about a person.
 *
 * Of JSON, the members called `customerId` tell the customer: elsewhere, the same characters may be a product or an
 * amount. An address is found in any text. What is no JSON is searched as text.
 */
export class Mention {
  readonly #person: Person
  readonly #address: RegExp | undefined
  readonly #id: RegExp | undefined

  constructor(person: Person) {
    this.#person = person
    this.#address = anyOf(person.spellings, MORE_OF_ADDRESS, MORE_OF_DOMAIN, 'i')
    this.#id = anyOf([...person.customers], MORE_OF_ID, MORE_OF_ID, '')
  }

  /** Whether an id is one of the customer's: of a group of messages, say. */
  isCustomer(id: string | undefined): boolean {
    return id !== undefined && this.#person.customers.has(id)
  }

  isIn(text: string): boolean {
    const document = parsed(text)
    return document === undefined ? this.#isInText(text) : this.#isInValue(document)
  }

  /** Whether a value of JSON is about the person; JSON within texts counts, too. */
  #isInValue(value: unknown): boolean {
    if (typeof value === 'string') return this.#isInString(value)
    if (typeof value !== 'object' || value === null) return false
    return Object.entries(value).some(
      ([name, each]) =>
        (name === 'customerId' && this.#person.customers.has(String(each))) || this.#isInValue(each),
    )
  }

  #isInString(text: string): boolean {
    if (this.#address?.test(text)) return true
    const inner = text.startsWith('{') ? parsed(text) : undefined
    return inner !== undefined && this.#isInValue(inner)
  }

  #isInText(text: string): boolean {
    return (this.#address?.test(text) || this.#id?.test(text)) ?? false
  }
}

/** @param flags addresses are the same in any case, ids are not */
function anyOf(texts: readonly string[], before: string, after: string, flags: 'i' | ''): RegExp | undefined {
  if (texts.length === 0) return undefined
  return new RegExp(`(?<!${before})(${texts.map(escaped).join('|')})(?!${after})`, flags)
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}

/** Undefined for what is no object or list of JSON. */
function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
