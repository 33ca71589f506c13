import type { Account } from '../../account.ts'
import { badRequest, notFound } from './errors.ts'

/** The reason why SES sends no mail to an address. */
export type SuppressionReason = 'BOUNCE' | 'COMPLAINT'

/** An address on the list. */
export interface Suppressed {
  address: string
  reason: SuppressionReason
  /** Milliseconds since the epoch. */
  updatedAt: number
}

/**
 * The account-level suppression list (SES guide): "If you attempt to send a message to an address that's on your
 * account-level suppression list, SES accepts the message, but doesn't send it."
 */
export class SuppressionList {
  /** The reasons for which the account uses the list: "by default for both bounces and complaints". */
  reasons: readonly SuppressionReason[] = ['BOUNCE', 'COMPLAINT']
  readonly #account: Account
  readonly #addresses = new Map<string, Suppressed>()

  constructor(account: Account) {
    this.#account = account
  }

  /** Oldest first. */
  all(): Suppressed[] {
    return [...this.#addresses.values()]
  }

  /** The reason why `address` is on the list; undefined if it is not. */
  reasonOf(address: string): SuppressionReason | undefined {
    return this.#addresses.get(address.toLowerCase())?.reason
  }

  put(address: string, reason: SuppressionReason): void {
    const updatedAt = this.#account.clock.now()
    this.#addresses.set(address.toLowerCase(), { address, reason, updatedAt })
  }

  /** @throws AwsError `NotFoundException` */
  find(address = ''): Suppressed {
    const found = this.#addresses.get(address.toLowerCase())
    if (found) return found
    throw notFound(`Email address ${address} does not exist on your suppression list.`)
  }

  /** @throws AwsError `NotFoundException` */
  delete(address: string | undefined): void {
    this.#addresses.delete(this.find(address).address.toLowerCase())
  }
}

/** @throws AwsError `BadRequestException` for any other reason */
export function suppressionReasons(reasons: readonly string[]): readonly SuppressionReason[] {
  for (const reason of reasons) {
    if (reason === 'BOUNCE' || reason === 'COMPLAINT') continue
    throw badRequest(`The reason of a suppression is BOUNCE or COMPLAINT, not ${JSON.stringify(reason)}.`)
  }
  return reasons as readonly SuppressionReason[]
}
