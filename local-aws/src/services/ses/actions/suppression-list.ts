import type { RestRequest, RestResponse, RestRoute } from '../../../api/protocols/rest-json-protocol.ts'
import { emailAddress } from '../email-address.ts'
import { badRequest } from '../errors.ts'
import { paginate } from '../pagination.ts'
import {
  type Suppressed,
  type SuppressionList,
  type SuppressionReason,
  suppressionReasons,
} from '../suppression-list.ts'

const ADDRESSES = '/v2/email/suppression/addresses'

/** The account-level suppression list: put, list, describe and delete addresses; choose the reasons. */
export function suppressionRoutes(suppressions: SuppressionList): readonly RestRoute[] {
  return [
    {
      operation: 'PutSuppressedDestination',
      method: 'PUT',
      path: ADDRESSES,
      action: request => {
        const { EmailAddress = '', Reason } = request.json() as { EmailAddress?: string; Reason?: string }
        const [reason] = suppressionReasons([Reason ?? ''])
        suppressions.put(emailAddress(EmailAddress), reason as SuppressionReason)
        return { body: {} }
      },
    },
    {
      operation: 'ListSuppressedDestinations',
      method: 'GET',
      path: ADDRESSES,
      action: request => list(suppressions, request),
    },
    {
      operation: 'GetSuppressedDestination',
      method: 'GET',
      path: `${ADDRESSES}/{EmailAddress}`,
      action: ({ path }) => ({
        body: { SuppressedDestination: described(suppressions.find(path.EmailAddress)) },
      }),
    },
    {
      operation: 'DeleteSuppressedDestination',
      method: 'DELETE',
      path: `${ADDRESSES}/{EmailAddress}`,
      action: ({ path }) => {
        suppressions.delete(path.EmailAddress)
        return { body: {} }
      },
    },
    {
      operation: 'PutAccountSuppressionAttributes',
      method: 'PUT',
      path: '/v2/email/account/suppression',
      action: request => {
        const { SuppressedReasons = [] } = request.json() as { SuppressedReasons?: string[] }
        suppressions.reasons = suppressionReasons(SuppressedReasons)
        return { body: {} }
      },
    },
  ]
}

/** Oldest first; `StartDate` and `EndDate` limit the time at which an address was added. */
function list(suppressions: SuppressionList, { query }: RestRequest): RestResponse {
  const reasons = suppressionReasons(query.getAll('Reason'))
  const start = dateOf(query, 'StartDate') ?? Number.NEGATIVE_INFINITY
  const end = dateOf(query, 'EndDate') ?? Number.POSITIVE_INFINITY
  const matching = suppressions
    .all()
    .filter(
      ({ reason, updatedAt }) =>
        (reasons.length === 0 || reasons.includes(reason)) && updatedAt >= start && updatedAt <= end,
    )
  const { items, ...rest } = paginate(matching, Object.fromEntries(query))
  return { body: { SuppressedDestinationSummaries: items.map(described), ...rest } }
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
