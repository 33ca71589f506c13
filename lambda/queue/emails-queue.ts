import { type EmailRequested, emailRequested } from '../contracts/email-events.ts'
import { environmentVariable } from '../runtime/environment.ts'
import { GatheredCalls } from '../runtime/gathered-calls.ts'
import { inTrace, noteSent } from '../runtime/hop.ts'
import { batchesOf, type OutgoingMessage, sendAll, sendBatch } from './message-batches.ts'

/** The mail domain's queue. It is fair between tenants: each e-mail's group is its tenant. */
const queueUrl = environmentVariable('EMAILS_QUEUE_URL')

const requests = new GatheredCalls<OutgoingMessage>({
  batches: batchesOf,
  call: batch => sendBatch(queueUrl, batch),
})

/** Asks the mailer for an e-mail. Those that are asked for at the same time go in one request. */
export async function requestEmail(email: EmailRequested): Promise<void> {
  await requests.call(messageFor(email))
  noteSent(queueUrl, email.type, { id: email.id })
}

/**
 * Asks the mailer for many e-mails. Each is made when its batch's turn comes.
 *
 * @throws MessagesNotSent and what the client throws; an unknown part of them was asked for then
 */
export async function requestEmails(emails: Iterable<EmailRequested>): Promise<void> {
  const count = await sendAll(queueUrl, messagesFor(emails))
  noteSent(queueUrl, emailRequested.type, { count })
}

function* messagesFor(emails: Iterable<EmailRequested>): Generator<OutgoingMessage> {
  for (const email of emails) yield messageFor(email)
}

function messageFor(email: EmailRequested): OutgoingMessage {
  return { body: JSON.stringify(inTrace(email)), group: email.data.tenant }
}
