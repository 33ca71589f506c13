import type { Account } from '../../account.ts'
import type { Subscription } from './subscription.ts'

/** The path of the links in mails that confirm a subscription; a token follows. */
export const CONFIRM_PATH = '/_aws/sns/confirm/'
/** The path of the links in mails that end a subscription; its secret follows. */
export const UNSUBSCRIBE_PATH = '/_aws/sns/unsubscribe/'

export function confirmationLink(token: string, { endpoint }: Account): string {
  return `${endpoint}${CONFIRM_PATH}${token}`
}

/** The link in a topic's mails that ends the subscription. */
export function unsubscribeLink({ unsubscribeSecret }: Subscription, { endpoint }: Account): string {
  return `${endpoint}${UNSUBSCRIBE_PATH}${unsubscribeSecret}`
}
