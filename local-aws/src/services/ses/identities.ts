import { domainOf, emailAddress } from './email-address.ts'
import { alreadyExists, notFound } from './errors.ts'

/**
 * Verified from the start, so that a stack can send with its default sender. RFC 2606 reserves the domain: nobody owns
 * it.
 */
const VERIFIED_FROM_THE_START = 'example.com'

/**
 * The addresses and domains that may be used as senders. On AWS, the owner verifies them with a link in a mail or with
 * DNS records; here, they are verified when they are created.
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

  /** The identity that verifies an address: the address, its domain, or a parent domain; undefined if there is none. */
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
