import type { Consumer } from '../queue/consumer.ts'
import type { Delivery } from '../queue/delivery.ts'
import { PermanentFailure } from '../queue/failures.ts'
import { type S3Notification, s3Notifications } from '../queue/s3-notification.ts'
import type { Facts } from '../runtime/hop.ts'

/** The notification is about an object that the queue is not for. */
export class UnexpectedObject extends PermanentFailure {
  override readonly name = 'UnexpectedObject'

  constructor() {
    super('an object of the notification belongs to no video: its key is in the message')
  }
}

/**
 * Reads S3 notifications about objects that each belong to a video.
 *
 * @param videoOf returns the id of the video that a key belongs to
 */
export function videoNotifications(
  videoOf: (key: string) => string | undefined,
  handle: (videoId: string, delivery: Delivery) => Promise<Facts>,
): Consumer<S3Notification> {
  return {
    messages: s3Notifications(videoOf),
    identify({ objects }): Facts {
      const videoId = objects.map(({ key }) => videoOf(key)).find(id => id !== undefined)
      return videoId === undefined ? {} : { videoId }
    },
    async consume({ objects }, delivery) {
      const facts: Facts = {}
      for (const { key } of objects) {
        const videoId = videoOf(key)
        if (videoId === undefined) throw new UnexpectedObject()
        Object.assign(facts, await handle(videoId, delivery))
      }
      return facts
    },
  }
}
