import * as z from 'zod/mini'
import { ContractViolation, UnparseableMessage } from './failures.ts'
import { listed, type MessageFormat, parseJson } from './message.ts'

/** An object of which S3 says that something happened to it. */
export interface NotifiedObject {
  bucket: string
  /** As it is, not URL-encoded. */
  key: string
}

/** A notification of S3: what it is about. Its test message is about nothing. */
export interface S3Notification {
  objects: readonly NotifiedObject[]
}

/**
 * "When you configure an event notification on a bucket, Amazon S3 sends the following test message" (User Guide,
 * Event message structure).
 */
const testMessage = z.object({ Service: z.literal('Amazon S3'), Event: z.literal('s3:TestEvent') })

const record = z.object({
  eventSource: z.literal('aws:s3'),
  // "A major version revision occurs if Amazon S3 makes a change that is not backward compatible" (the same page).
  eventVersion: z.string().check(z.regex(/^2\./)),
  eventName: z.string().check(z.maxLength(64)),
  s3: z.object({ bucket: z.object({ name: z.string() }), object: z.object({ key: z.string() }) }),
})

/** S3 sends one event a message. That there may be more is said nowhere but by the list. */
const eventMessage = z.object({ Records: z.array(record).check(z.minLength(1), z.maxLength(10)) })

/**
 * Messages that S3 sends to a queue by itself: an object was created, deleted, restored….
 *
 * @param correlate the business id that an object's key stands for, if it does
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function s3Notifications(
  correlate: (key: string) => string | undefined,
): MessageFormat<S3Notification> {
  return {
    open(body) {
      const document = parseJson(body)
      if (testMessage.safeParse(document).success) {
        return { type: 's3:TestEvent', correlationId: undefined, read: () => ({ objects: [] }) }
      }
      const { data, error } = eventMessage.safeParse(document)
      if (error) throw new UnparseableMessage(`the body is not an Amazon S3 notification: ${listed(error)}`)
      const objects = data.Records.map(({ s3 }) => ({ bucket: s3.bucket.name, key: keyOf(s3.object.key) }))
      return {
        type: `s3:${knownEvent(data.Records[0]?.eventName)}`,
        correlationId: objects.map(({ key }) => correlate(key)).find(id => id !== undefined),
        read: () => ({ objects }),
      }
    },
  }
}

/** "The key name value is URL encoded in the event" (the same page): as in a form, with `+` for a space. */
function keyOf(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '))
  } catch {
    throw new ContractViolation('the key of an object is not URL-encoded')
  }
}

/** The event types of S3 (User Guide, Supported event types), as far as they begin. */
const EVENT =
  /^(Object(Created|Removed|Restore|Tagging|Acl)|ReducedRedundancy|Replication|Lifecycle|IntelligentTiering)[A-Za-z]*(:[A-Za-z]+)?$/

/** What is logged of an event's name: whoever may send to the queue could write anything there. */
function knownEvent(name = ''): string {
  return EVENT.test(name) ? name : 'other'
}
