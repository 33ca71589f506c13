import * as z from 'zod/mini'
import { type EventOf, eventContract } from './cloud-event.ts'
import { emailAddress } from './email-address.ts'
import { uuid } from './id.ts'
import { line, text } from './text.ts'

/** In bytes: both bodies together stay below the 1 MiB of a message. */
const MAXIMUM_BODY = 400_000

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
    to: emailAddress,
    /** RFC 5322 allows lines of 998 characters. */
    subject: line(900),
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
