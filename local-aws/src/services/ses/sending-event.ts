import type { Account } from '../../account.ts'
import { bareAddress, domainOf } from './email-address.ts'
import type { EventType } from './event-destination.ts'
import { messageId } from './message-id.ts'
import type { Outcome } from './outcome.ts'
import type { SentMail } from './sent-mail.ts'

/** "… which occurs if the headers are larger than 10 KB." */
const MAX_HEADERS_BYTES = 10 * 1024
/** The address of the only machine. */
const IP_ADDRESS = '127.0.0.1'
const MAIL_SERVER = 'a1-1.smtp-out.amazonses.com'

/** An event of a mail: the content that SES publishes in addition to `mail` (SES guide, "Contents of event data"). */
export interface SendingEvent {
  readonly type: EventType
  readonly document: Readonly<Record<string, unknown>>
  /** Tags of this kind of event, in addition to those of every event. */
  readonly tags?: Readonly<Record<string, readonly string[]>>
}

export const SENT: SendingEvent = { type: 'SEND', document: { eventType: 'Send', send: {} } }

export const REJECTED: SendingEvent = {
  type: 'REJECT',
  document: { eventType: 'Reject', reject: { reason: 'Bad content' } },
}

/** @param recipients the addresses with this outcome, without display names */
export function deliveryEvent(account: Account, mail: SentMail, recipients: readonly string[]): SendingEvent {
  const now = account.clock.now()
  return {
    type: 'DELIVERY',
    document: {
      eventType: 'Delivery',
      delivery: {
        timestamp: isoTime(now),
        processingTimeMillis: now - mail.acceptedAt,
        recipients,
        smtpResponse: '250 2.6.0 Message received',
        reportingMTA: MAIL_SERVER,
      },
    },
    tags: { 'ses:outgoing-ip': [IP_ADDRESS] },
  }
}

export function bounceEvent(
  account: Account,
  { bounceType, bounceSubType, report }: NonNullable<Outcome['bounce']>,
  recipients: readonly string[],
): SendingEvent {
  return {
    type: 'BOUNCE',
    document: {
      eventType: 'Bounce',
      bounce: {
        bounceType,
        bounceSubType,
        bouncedRecipients: recipients.map(emailAddress => ({ emailAddress, ...report })),
        timestamp: isoTime(account.clock.now()),
        feedbackId: messageId(account),
        // "This field only appears if a delivery status notification (DSN) was attached to the bounce."
        ...(report && { reportingMTA: `dns; ${MAIL_SERVER}` }),
      },
    },
  }
}

export function complaintEvent(
  account: Account,
  { complaintSubType, report }: NonNullable<Outcome['complaint']>,
  recipients: readonly string[],
): SendingEvent {
  const timestamp = isoTime(account.clock.now())
  return {
    type: 'COMPLAINT',
    document: {
      eventType: 'Complaint',
      complaint: {
        complainedRecipients: recipients.map(emailAddress => ({ emailAddress })),
        timestamp,
        feedbackId: messageId(account),
        complaintSubType,
        ...(report && { ...report, arrivalDate: timestamp }),
      },
    },
  }
}

/** The complete record, as it is published. */
export function eventRecord(account: Account, event: SendingEvent, mail: SentMail): Record<string, unknown> {
  return { ...event.document, mail: mailObject(account, mail, event.tags) }
}

function mailObject(account: Account, mail: SentMail, tags: SendingEvent['tags'] = {}) {
  const all = headers(mail)
  const kept = withinLimit(all)
  return {
    timestamp: isoTime(mail.acceptedAt),
    source: mail.from,
    sourceArn: mail.identityArn,
    sendingAccountId: account.id,
    messageId: mail.id,
    destination: [...mail.to, ...mail.cc, ...mail.bcc].map(bareAddress),
    headersTruncated: kept.length < all.length,
    headers: kept,
    commonHeaders: {
      from: [mail.from],
      ...(mail.replyTo.length > 0 && { replyTo: mail.replyTo }),
      to: mail.to,
      ...(mail.cc.length > 0 && { cc: mail.cc }),
      messageId: mail.id,
      subject: mail.subject,
    },
    tags: {
      ...(mail.configurationSet && { 'ses:configuration-set': [mail.configurationSet.name] }),
      'ses:source-ip': [IP_ADDRESS],
      'ses:from-domain': [domainOf(bareAddress(mail.from))],
      'ses:caller-identity': [mail.sender],
      ...tags,
      ...Object.fromEntries(Object.entries(mail.tags).map(([name, value]) => [name, [value]])),
    },
  }
}

interface Header {
  name: string
  value: string
}

function headers({ from, replyTo, to, cc, subject, text, html, headers: added, id }: SentMail): Header[] {
  const lists = Object.entries({ From: [from], 'Reply-To': replyTo, To: to, Cc: cc })
  const contentType =
    text !== undefined && html !== undefined
      ? `multipart/alternative; boundary="----=_Part_${id}"`
      : `text/${html === undefined ? 'plain' : 'html'}; charset=UTF-8`
  return [
    ...lists.flatMap(([name, value]) => (value.length > 0 ? [{ name, value: value.join(', ') }] : [])),
    { name: 'Subject', value: subject },
    { name: 'MIME-Version', value: '1.0' },
    { name: 'Content-Type', value: contentType },
    ...Object.entries(added).map(([name, value]) => ({ name, value })),
  ]
}

function withinLimit(all: readonly Header[]): Header[] {
  let length = 0
  return all.filter(({ name, value }) => {
    length += name.length + value.length
    return length <= MAX_HEADERS_BYTES
  })
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
