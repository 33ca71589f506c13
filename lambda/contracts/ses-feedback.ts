import * as z from 'zod/mini'
import { instant } from './instant.ts'
import { text } from './text.ts'

/*
 * What Amazon SES publishes of a mail, as far as it is read here.
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */

/** A word of SES's own: `Bounce`, `Rendering Failure`, `not-spam`. */
const word = z.string().check(z.maxLength(64))

/** Event publishing names the kind in `eventType`, notifications of an identity in `notificationType`. */
export const sesEventKind = z.union([z.object({ eventType: word }), z.object({ notificationType: word })])

/** The tags are ours and only name the mail in the log: whatever is wrong with them, an address that bounces is one. */
const mail = z.object({
  messageId: z.string().check(z.regex(/^[A-Za-z0-9._:-]{1,128}$/)),
  tags: z.optional(z.unknown()),
})

/** What every event has. */
export const sesEvent = z.object({ mail })

/** "320" octets: 64 of the local part, 255 of the domain, and the @ (RFC 3696, section 3). */
const recipients = z
  .array(z.object({ emailAddress: text(320).check(z.minLength(3)) }))
  // "The maximum number of recipients … per message" is 50 (SES, Service quotas).
  .check(z.maxLength(50))

/** A mail that its recipient's server did not take, now or ever. */
export const sesBounce = z.object({
  mail,
  bounce: z.object({
    /** `Permanent`, `Transient` or `Undetermined`. */
    bounceType: word,
    bounceSubType: word,
    bouncedRecipients: recipients.check(z.minLength(1)),
    timestamp: instant,
  }),
})

/** A recipient told the mail provider that the mail was unwanted. */
export const sesComplaint = z.object({
  mail,
  complaint: z.object({
    /** Whoever of them complained: providers often do not say. */
    complainedRecipients: recipients.check(z.minLength(1)),
    complaintSubType: z.nullish(word),
    /** Only where the provider reports it: `abuse`, `fraud`, `virus`, `not-spam`… */
    complaintFeedbackType: z.nullish(word),
    timestamp: instant,
  }),
})

export type SesBounce = z.infer<typeof sesBounce>['bounce']
export type SesComplaint = z.infer<typeof sesComplaint>['complaint']
export type SesMail = z.infer<typeof mail>
