import { domainOf, emailAddress } from './email-address.ts'
import { alreadyExists, notFound } from './errors.ts'

/** Verified from the start, so that a stack runs with its default sender. RFC 2606 reserves the domain: nobody owns it. */
const VERIFIED_FROM_THE_START = 'example.com'

/**
 * The addresses and domains that mail may be sent from. On AWS the owner verifies them, by a link in a mail or by DNS
 * records; here they are verified as soon as they exist.
 */
export class Identities {
  readonly #names = new Set<string>()

  create(name: string): void {
    if (name.includes('@')) emailAddress(name)
    if (this.#names.has(name.toLowerCase())) {
      throw alreadyExists(`Email identity ${name} already exists.`)
    }
    this.#names.add(name.toLowerCase())
  }

  get(name: string): { type: 'EMAIL_ADDRESS' | 'DOMAIN' } {
    if (!this.#isThere(name.toLowerCase())) throw notFound(`Email identity ${name} does not exist.`)
    return { type: typeOf(name) }
  }

  delete(name: string): void {
    this.get(name)
    this.#names.delete(name.toLowerCase())
  }

  all(): { name: string; type: 'EMAIL_ADDRESS' | 'DOMAIN' }[] {
    return [...new Set([VERIFIED_FROM_THE_START, ...this.#names])].map(name => ({ name, type: typeOf(name) }))
  }

  #isThere(name: string): boolean {
    return name === VERIFIED_FROM_THE_START || this.#names.has(name)
  }

  /** The identity that verifies an address: itself, its domain, or a parent of its domain; undefined where none does. */
  identityOf(address: string): string | undefined {
    if (this.#names.has(address.toLowerCase())) return address.toLowerCase()
    const labels = domainOf(address).split('.')
    const domains = labels.map((_, index) => labels.slice(index).join('.'))
    return domains.find(domain => this.#isThere(domain))
  }
}

function typeOf(name: string): 'EMAIL_ADDRESS' | 'DOMAIN' {
  return name.includes('@') ? 'EMAIL_ADDRESS' : 'DOMAIN'
}
