import type { RestResponse, RestRoute } from '../../api/rest-json-protocol.ts'
import { domainOf, emailAddress } from './email-address.ts'
import { alreadyExists, badRequest, notFound, notSimulated } from './errors.ts'

/**
 * Who owns a domain that is reserved for examples (RFC 2606)? Mail from it is sent without further ado, so that
 * a stack runs with the sender that it has by default.
 */
const VERIFIED_FROM_THE_START = 'example.com'

/**
 * The addresses and domains that mail may be sent from.
 *
 * On AWS their owner proves them, by a link in a mail or by DNS records; here they are verified as soon as
 * they are made.
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

  readonly routes: readonly RestRoute[] = [
    {
      operation: 'CreateEmailIdentity',
      method: 'POST',
      path: '/v2/email/identities',
      action: request => {
        const { EmailIdentity, DkimSigningAttributes, ConfigurationSetName } = request.json() as {
          EmailIdentity?: string
          DkimSigningAttributes?: object
          ConfigurationSetName?: string
        }
        if (!EmailIdentity) throw badRequest('EmailIdentity is missing.')
        if (DkimSigningAttributes) throw notSimulated('DKIM keys of your own')
        if (ConfigurationSetName) throw notSimulated('the default configuration set of an identity')
        this.create(EmailIdentity)
        return {
          body: { IdentityType: typeOf(EmailIdentity), VerifiedForSendingStatus: true, DkimAttributes: {} },
        }
      },
    },
    // Newer clients ask by POST, older ones by GET.
    {
      operation: 'ListEmailIdentities',
      method: 'POST',
      path: '/v2/email/list-identities',
      action: () => this.#list(),
    },
    {
      operation: 'ListEmailIdentities',
      method: 'GET',
      path: '/v2/email/identities',
      action: () => this.#list(),
    },
    {
      operation: 'GetEmailIdentity',
      method: 'GET',
      path: '/v2/email/identities/{EmailIdentity}',
      action: ({ path }) => ({
        body: {
          IdentityType: this.get(path.EmailIdentity as string).type,
          VerifiedForSendingStatus: true,
          VerificationStatus: 'SUCCESS',
          FeedbackForwardingStatus: true,
        },
      }),
    },
    {
      operation: 'DeleteEmailIdentity',
      method: 'DELETE',
      path: '/v2/email/identities/{EmailIdentity}',
      action: ({ path }) => {
        this.delete(path.EmailIdentity as string)
        return { body: {} }
      },
    },
  ]

  #list(): RestResponse {
    const EmailIdentities = this.all().map(({ name, type }) => ({
      IdentityName: name,
      IdentityType: type,
      SendingEnabled: true,
      VerificationStatus: 'SUCCESS',
    }))
    return { body: { EmailIdentities } }
  }
}

function typeOf(name: string): 'EMAIL_ADDRESS' | 'DOMAIN' {
  return name.includes('@') ? 'EMAIL_ADDRESS' : 'DOMAIN'
}
