import * as z from 'zod/mini'
import { type EventOf, eventContract } from './cloud-event.ts'
import { emailAddress } from './email-address.ts'
import { uuid } from './id.ts'
import { openCode } from './open-code.ts'
import { line, text } from './text.ts'

/** In bytes: "the maximum message size is 1 MiB" (SQS, Message quotas), so that no message can have a longer body. */
const MAXIMUM_BODY = 1_048_576

/** In characters: what producers have for a subject. */
export const MAXIMUM_SUBJECT = 900

/**
 * SES's two types of mail (API v2, `MailType`): what one person waits for, such as a receipt, and what goes to many or
 * asks to come back.
 */
export const mailTypes = ['transactional', 'marketing'] as const

export type MailType = (typeof mailTypes)[number]

/**
 * A request to send one e-mail to one address. The subject is the e-mail id: each id is sent once, however often
 * requested.
 */
export const emailRequested = eventContract(
  'mail.email.requested.v1',
  z.object({
    emailId: uuid,
    /** The tenant that sends the mail: the queue is fair between tenants. */
    tenant: z.string().check(z.regex(/^[A-Za-z0-9._:-]{1,128}$/)),
    /** SES judges and pauses each type by itself. Absent in requests of older releases: transactional. */
    mailType: z.optional(openCode(mailTypes)),
    to: emailAddress,
    /** A header of a mail: "each line of characters MUST be no more than 998 characters" (RFC 5322, section 2.1.1). */
    subject: line(MAXIMUM_SUBJECT),
    text: text(MAXIMUM_BODY).check(z.minLength(1)),
    html: z.optional(text(MAXIMUM_BODY).check(z.minLength(1))),
    /**
     * Opening it lets the recipient unsubscribe; a POST to it unsubscribes at once (RFC 8058). It becomes a header in
     * angle brackets: printable ASCII without those, short enough for SES's 996 characters of name and value.
     */
    unsubscribe: z.optional(z.string().check(z.regex(/^https?:\/\/[!-;=?-~]{1,900}$/))),
  }),
)

export type EmailRequested = EventOf<typeof emailRequested>
