import { domainOf, emailAddress } from './email-address.ts'
import { alreadyExists, notFound } from './errors.ts'
import { addTags, type Tag, type Tags } from './tags.ts'

/**
 * Verified from the start, so that a stack can send with its default sender. RFC 2606 reserves the domain: nobody owns
 * it.
 */
const VERIFIED_FROM_THE_START = 'example.com'

/** An address or a domain that may be used as a sender. */
export interface Identity {
  readonly name: string
  readonly type: 'EMAIL_ADDRESS' | 'DOMAIN'
  readonly tags: Tags
}

/**
 * The addresses and domains that may be used as senders. On AWS, the owner verifies them with a link in a mail or with
 * DNS records; here, they are verified when they are created.
 */
export class Identities {
  /** By name in lower case. */
  readonly #identities = new Map<string, Identity>()
  /** A stack may create the identity that is there from the start; only what exists by creation exists already. */
  readonly #created = new Set<string>()

  constructor() {
    this.#identities.set(VERIFIED_FROM_THE_START, newIdentity(VERIFIED_FROM_THE_START))
  }

  /** @throws AwsError `AlreadyExistsException`, `BadRequestException` */
  create(name: string, tags: readonly Tag[] = []): Identity {
    if (name.includes('@')) emailAddress(name)
    const key = name.toLowerCase()
    if (this.#created.has(key)) throw alreadyExists(`Email identity ${name} already exists.`)
    const identity = newIdentity(key)
    addTags(identity.tags, tags)
    this.#identities.set(key, identity)
    this.#created.add(key)
    return identity
  }

  /** @throws AwsError `NotFoundException` */
  get(name: string): Identity {
    const identity = this.#identities.get(name.toLowerCase())
    if (identity) return identity
    throw notFound(`Email identity ${name} does not exist.`)
  }

  /** @throws AwsError `NotFoundException` */
  delete(name: string): void {
    const key = this.get(name).name
    this.#identities.delete(key)
    this.#created.delete(key)
  }

  all(): Identity[] {
    return [...this.#identities.values()]
  }

  /** The name of the identity that verifies an address: the address, its domain, or a parent domain; undefined if there is none. */
  identityOf(address: string): string | undefined {
    const labels = domainOf(address).split('.')
    const domains = labels.map((_, index) => labels.slice(index).join('.'))
    return [address.toLowerCase(), ...domains].find(name => this.#identities.has(name))
  }
}

function newIdentity(name: string): Identity {
  return { name, type: name.includes('@') ? 'EMAIL_ADDRESS' : 'DOMAIN', tags: new Map() }
}
