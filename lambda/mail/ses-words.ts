import type { SesMail } from '../contracts/ses-feedback.ts'
import { loggableId } from '../runtime/loggable-id.ts'

/*
 * What is logged of SES's events are words and ids that are known: whoever may send to the queue could write anything
 * in their place. https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
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

/** The kind of an event; `other` for one that is not known here. */
export function knownKind(kind: string): string {
  return KINDS.includes(kind) ? kind : 'other'
}

/** A bounce's type or subtype; `other` for one that is not known here. */
export function knownBounce(word: string): string {
  return BOUNCES.includes(word) ? word : 'other'
}

/** The id in one of the tags that the mailer gave the mail: "the value … is an array of strings" in events. */
export function taggedId({ tags }: SesMail, name: 'emailId' | 'correlationId'): string | undefined {
  const values = (tags as Record<string, unknown> | null | undefined)?.[name]
  const [first] = Array.isArray(values) ? values : []
  return loggableId(first)
}
