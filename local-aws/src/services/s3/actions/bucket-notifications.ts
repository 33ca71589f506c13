import type { EventNotifications } from '../notifications/event-notifications.ts'
import {
  NOTIFICATION_CONFIGURATION,
  notificationConfiguration,
  notificationConfigurationXml,
  notificationRequests,
} from '../notifications/notification-configuration.ts'
import type { S3Operation } from '../operation.ts'
import { parseXml, xmlDocument } from '../xml-document.ts'
import type { BucketOperation } from './bucket-operation.ts'

/** "Skips validation of Amazon SQS, Amazon SNS, and AWS Lambda destinations." */
const SKIP_VALIDATION = 'x-amz-skip-destination-validation'

/** Put and get a bucket's event notifications. */
export function notificationOperations(
  operation: BucketOperation,
  notifications: EventNotifications,
): S3Operation[] {
  return [
    operation('PutBucketNotificationConfiguration', 'PUT', 'notification', (bucket, request) => {
      const { body, headers, requestId } = request
      const asked = notificationRequests(
        parseXml(body, 'NotificationConfiguration', NOTIFICATION_CONFIGURATION),
      )
      const configuration = notificationConfiguration(asked, notifications.newId)
      if (headers[SKIP_VALIDATION] !== 'true')
        notifications.checkDestinations(configuration, bucket.name, requestId)
      bucket.settings.notifications = configuration
      return undefined
    }),
    operation('GetBucketNotificationConfiguration', 'GET', 'notification', ({ settings }) => ({
      body: xmlDocument('NotificationConfiguration', notificationConfigurationXml(settings.notifications)),
    })),
  ]
}
