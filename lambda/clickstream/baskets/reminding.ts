import type { ReminderRequested } from '../../contracts/reminder-events.ts'
import { requestEmail } from '../../queue/emails-queue.ts'
import { RetryLater } from '../../queue/retry-later.ts'
import { environmentVariable } from '../../runtime/environment.ts'
import type { Facts } from '../../runtime/hop.ts'
import { countUnlessZero } from '../../runtime/metrics.ts'
import { contentsOf, endOf, isReminded, lastPutInto } from './basket.ts'
import { basketMail } from './basket-mail.ts'
import { readBasket, replaceBasket, type StoredBasket } from './baskets-table.ts'
import { assertCaughtUp } from './catch-up.ts'
import { addressOf } from './consents-table.ts'
import { unsubscribeToken } from './unsubscribe-token.ts'
import { READING_SECONDS, waitingTimes } from './waiting-times.ts'

const unsubscribeUrl = environmentVariable('UNSUBSCRIBE_URL')

/**
 * "The maximum visibility timeout is 12 hours from the time that SQS receives the request" (SQS,
 * ChangeMessageVisibility); an hour is left for what comes before it.
 */
const LONGEST_HIDDEN_SECONDS = 11 * 3_600

/** The wait of the basket is not over: the message is hidden until it is. */
export class NotDue extends RetryLater {
  override readonly name = 'NotDue'

  constructor(dueAt: number) {
    const seconds = Math.ceil((dueAt - Date.now()) / 1_000) + READING_SECONDS
    super(`the basket is due at ${new Date(dueAt).toISOString()}`, Math.min(seconds, LONGEST_HIDDEN_SECONDS))
  }
}

/** Somebody changed the basket while it was judged. */
export class BasketChanged extends RetryLater {
  override readonly name = 'BasketChanged'
}

/** The fields that identify a reminder in logs and traces. */
export function factsOf({ data }: ReminderRequested): Facts {
  return { reminderId: data.reminderId, customerId: data.customerId }
}

/**
 * Judges a basket whose message has come, and requests its mail if it is due.
 *
 * The basket is judged as it was read before it is made sure that the reader has caught up, and it is replaced only if it
 * is still so. Whatever the reader took meanwhile, a purchase above all, makes that fail, and the basket is judged again.
 *
 * @throws NotDue, ReaderBehind or BasketChanged if the message is to come again
 */
export async function remind({ data }: ReminderRequested): Promise<Facts> {
  const stored = await readBasket(data.customerId)
  const { basket } = stored
  const end = endOf(basket, data.reminderId)
  if (end) return { ended: end }
  if (isReminded(basket)) return requestMail(stored, data.reminderId)

  const dueAt = lastPutInto(basket) + waitingTimes.waitMs
  if (Date.now() < dueAt) throw new NotDue(dueAt)
  await assertCaughtUp(dueAt)
  if ((await addressOf(data.customerId)) === undefined) return endWithoutConsent(stored)
  return requestMail(await markReminded(stored), data.reminderId)
}

/** The basket says so before the mail is requested: a message that comes again then requests the same mail. */
async function markReminded(stored: StoredBasket): Promise<StoredBasket> {
  const { basket } = stored
  const marked = { ...basket, remindedOf: lastPutInto(basket), remindedAt: Date.now() }
  return replaced(await replaceBasket(stored, marked))
}

/** An item that is put into the basket later begins another wait, in which the customer may consent. */
async function endWithoutConsent(stored: StoredBasket): Promise<Facts> {
  const { reminder, ...basket } = stored.basket
  const judged = reminder && { ...reminder, judgedOf: lastPutInto(stored.basket) }
  replaced(await replaceBasket(stored, { ...basket, reminder: judged }))
  return { ended: 'no consent' }
}

function replaced(basket: StoredBasket | undefined): StoredBasket {
  if (basket) return basket
  throw new BasketChanged('the basket was changed while it was judged', 1)
}

/** The consent may be withdrawn until the mail is requested. */
async function requestMail({ customerId, basket }: StoredBasket, reminderId: string): Promise<Facts> {
  const address = await addressOf(customerId)
  if (address === undefined) return { ended: 'no consent' }
  const { remindedAt } = basket
  const link = `${unsubscribeUrl}?token=${await unsubscribeToken(customerId)}`
  const mail = basketMail({ reminderId, remindedAt, items: contentsOf(basket) }, address, link)
  await requestEmail(mail)
  countUnlessZero('Reminders', 1)
  return { emailId: mail.data.emailId }
}
