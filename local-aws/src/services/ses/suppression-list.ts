import type { Account } from '../../account.ts'
import type { RestRequest, RestResponse, RestRoute } from '../../api/rest-json-protocol.ts'
import { emailAddress } from './email-address.ts'
import { badRequest, notFound } from './errors.ts'
import { paginate } from './pagination.ts'

/** Why an address is not written to. */
export type SuppressionReason = 'BOUNCE' | 'COMPLAINT'

interface Suppressed {
  address: string
  reason: SuppressionReason
  /** Milliseconds since the epoch. */
  updatedAt: number
}

const ADDRESSES = '/v2/email/suppression/addresses'

/**
 * The account-level suppression list (SES guide): "If you attempt to send a message to an address that's on your
 * account-level suppression list, SES accepts the message, but doesn't send it."
 */
export class SuppressionList {
  readonly #account: Account
  readonly #addresses = new Map<string, Suppressed>()
  #reasons: readonly SuppressionReason[] = ['BOUNCE', 'COMPLAINT']

  constructor(account: Account) {
    this.#account = account
  }

  /** For which reasons the account uses the list: "by default for both bounces and complaints". */
  get reasons(): readonly SuppressionReason[] {
    return this.#reasons
  }

  /** Why `address` is on the list, if it is. */
  reasonOf(address: string): SuppressionReason | undefined {
    return this.#addresses.get(address.toLowerCase())?.reason
  }

  put(address: string, reason: SuppressionReason): void {
    const updatedAt = this.#account.clock.now()
    this.#addresses.set(address.toLowerCase(), { address, reason, updatedAt })
  }

  readonly routes: readonly RestRoute[] = [
    {
      operation: 'PutSuppressedDestination',
      method: 'PUT',
      path: ADDRESSES,
      action: request => {
        const { EmailAddress = '', Reason } = request.json() as { EmailAddress?: string; Reason?: string }
        const [reason] = suppressionReasons([Reason ?? ''])
        this.put(emailAddress(EmailAddress), reason as SuppressionReason)
        return { body: {} }
      },
    },
    {
      operation: 'ListSuppressedDestinations',
      method: 'GET',
      path: ADDRESSES,
      action: request => this.#list(request),
    },
    {
      operation: 'GetSuppressedDestination',
      method: 'GET',
      path: `${ADDRESSES}/{EmailAddress}`,
      action: ({ path }) => ({ body: { SuppressedDestination: described(this.#find(path.EmailAddress)) } }),
    },
    {
      operation: 'DeleteSuppressedDestination',
      method: 'DELETE',
      path: `${ADDRESSES}/{EmailAddress}`,
      action: ({ path }) => {
        this.#addresses.delete(this.#find(path.EmailAddress).address.toLowerCase())
        return { body: {} }
      },
    },
    {
      operation: 'PutAccountSuppressionAttributes',
      method: 'PUT',
      path: '/v2/email/account/suppression',
      action: request => {
        const { SuppressedReasons = [] } = request.json() as { SuppressedReasons?: string[] }
        this.#reasons = suppressionReasons(SuppressedReasons)
        return { body: {} }
      },
    },
  ]

  #find(address = ''): Suppressed {
    const found = this.#addresses.get(address.toLowerCase())
    if (found) return found
    throw notFound(`Email address ${address} does not exist on your suppression list.`)
  }

  /** By time, oldest first; `StartDate` and `EndDate` bound when an address was put there. */
  #list({ query }: RestRequest): RestResponse {
    const reasons = suppressionReasons(query.getAll('Reason'))
    const start = dateOf(query, 'StartDate') ?? Number.NEGATIVE_INFINITY
    const end = dateOf(query, 'EndDate') ?? Number.POSITIVE_INFINITY
    const matching = [...this.#addresses.values()].filter(
      ({ reason, updatedAt }) =>
        (reasons.length === 0 || reasons.includes(reason)) && updatedAt >= start && updatedAt <= end,
    )
    const { items, ...rest } = paginate(matching, Object.fromEntries(query))
    return { body: { SuppressedDestinationSummaries: items.map(described), ...rest } }
  }
}

/** @throws AwsError `BadRequestException` for what is none of the two */
export function suppressionReasons(reasons: readonly string[]): readonly SuppressionReason[] {
  for (const reason of reasons) {
    if (reason === 'BOUNCE' || reason === 'COMPLAINT') continue
    throw badRequest(`The reason of a suppression is BOUNCE or COMPLAINT, not ${JSON.stringify(reason)}.`)
  }
  return reasons as readonly SuppressionReason[]
}

function described({ address, reason, updatedAt }: Suppressed) {
  return { EmailAddress: address, Reason: reason, LastUpdateTime: updatedAt / 1000 }
}

function dateOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  const time = Date.parse(text)
  if (Number.isNaN(time)) throw badRequest(`${name} must be a date, not ${JSON.stringify(text)}.`)
  return time
}
