import * as z from 'zod/mini'

/*
 * What Amazon SES publishes of a mail, as far as it is read here.
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */

/** Event publishing names the kind in `eventType`, notifications of an identity in `notificationType`. */
export const sesEventKind = z.union([
  z.object({ eventType: z.string().check(z.minLength(1)) }),
  z.object({ notificationType: z.string().check(z.minLength(1)) }),
])

/** The tags that the mailer gives each mail. "The value … is an array of strings" in events. */
const tags = z.optional(z.record(z.string(), z.array(z.string())))

const mail = z.object({ messageId: z.string().check(z.minLength(1)), tags })

/** What every event has. */
export const sesEvent = z.object({ mail })

const recipients = z.array(z.object({ emailAddress: z.string().check(z.minLength(3), z.maxLength(320)) }))

/** A mail that its recipient's server did not take, now or ever. */
export const sesBounce = z.object({
  mail,
  bounce: z.object({
    /** `Permanent`, `Transient` or `Undetermined`. */
    bounceType: z.string(),
    bounceSubType: z.string(),
    bouncedRecipients: recipients.check(z.minLength(1)),
    timestamp: z.iso.datetime(),
  }),
})

/** A recipient told the mail provider that the mail was unwanted. */
export const sesComplaint = z.object({
  mail,
  complaint: z.object({
    /** Whoever of them complained: providers often do not say. */
    complainedRecipients: recipients.check(z.minLength(1)),
    complaintSubType: z.nullish(z.string()),
    /** Only where the provider reports it: `abuse`, `fraud`, `virus`, `not-spam`… */
    complaintFeedbackType: z.nullish(z.string()),
    timestamp: z.iso.datetime(),
  }),
})

export type SesBounce = z.infer<typeof sesBounce>['bounce']
export type SesComplaint = z.infer<typeof sesComplaint>['complaint']
export type SesMail = z.infer<typeof mail>
