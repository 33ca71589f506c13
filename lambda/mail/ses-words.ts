import type { SesMail } from '../contracts/ses-feedback.ts'
import { loggableId } from '../runtime/loggable-id.ts'

/*
 * Only known terms and ids of SES's events are logged, because whoever can send to the queue could write anything in
 * their place. https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */

const KINDS = [
  'Bounce',
  'Click',
  'Complaint',
  'Delivery',
  'DeliveryDelay',
  'Open',
  'Reject',
  'Rendering Failure',
  'Send',
  'Subscription',
]

const BOUNCES = [
  'AttachmentRejected',
  'ContentRejected',
  'CustomTimeoutExceeded',
  'General',
  'MailboxFull',
  'MessageTooLarge',
  'NoEmail',
  'OnAccountSuppressionList',
  'Permanent',
  'Suppressed',
  'Transient',
  'Undetermined',
  'UnsubscribedRecipient',
]

/** The kind of an event; `other` for an unknown one. */
export function knownKind(kind: string): string {
  return KINDS.includes(kind) ? kind : 'other'
}

/** The type or subtype of a bounce; `other` for an unknown one. */
export function knownBounce(word: string): string {
  return BOUNCES.includes(word) ? word : 'other'
}

/** The id in one of the mailer's tags: in events, "the value … is an array of strings". */
export function taggedId({ tags }: SesMail, name: 'emailId' | 'correlationId'): string | undefined {
  const values = (tags as Record<string, unknown> | null | undefined)?.[name]
  const [first] = Array.isArray(values) ? values : []
  return loggableId(first)
}
