import * as z from 'zod/mini'
import { bareAddress } from './email-address.ts'
import { instant } from './instant.ts'
import { text } from './text.ts'

/*
 * The parts of Amazon SES's events that are read here.
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */

/** One of SES's terms: `Bounce`, `Rendering Failure`, `not-spam`. */
const word = z.string().check(z.maxLength(64))

/** Event publishing has the kind in `eventType`; notifications of an identity have it in `notificationType`. */
export const sesEventKind = z.union([z.object({ eventType: word }), z.object({ notificationType: word })])

/** The tags only identify the mail in the log, so an event with invalid tags is still valid. */
const mail = z.object({
  messageId: z.string().check(z.regex(/^[A-Za-z0-9._:-]{1,128}$/)),
  tags: z.optional(z.unknown()),
})

/** The part that all events share. */
export const sesEvent = z.object({ mail })

/**
 * A recipient may come with a display name, which is left out. "Each line of characters MUST be no more than 998
 * characters" (RFC 5322, section 2.1.1).
 */
const recipient = z.object({ emailAddress: text(998).check(z.minLength(3), z.overwrite(bareAddress)) })

const recipients = z
  .array(recipient)
  // "The maximum number of recipients … per message" is 50 (SES, Service quotas).
  .check(z.maxLength(50))

/** A mail that the recipient's server did not accept, for now or permanently. */
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

/** A recipient reported the mail to the mail provider as unwanted. */
export const sesComplaint = z.object({
  mail,
  complaint: z.object({
    /** The recipients who may have complained: providers often do not say which one did. */
    complainedRecipients: recipients.check(z.minLength(1)),
    complaintSubType: z.nullish(word),
    /** Only if the provider reports it: `abuse`, `fraud`, `virus`, `not-spam`… */
    complaintFeedbackType: z.nullish(word),
    timestamp: instant,
  }),
})

export type SesBounce = z.infer<typeof sesBounce>['bounce']
export type SesComplaint = z.infer<typeof sesComplaint>['complaint']
export type SesMail = z.infer<typeof mail>
