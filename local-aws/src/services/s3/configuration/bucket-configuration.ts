import type { BucketDirectory } from '../bucket-directory.ts'
import { corsOperations } from '../cors/cors-operations.ts'
import type { EventNotifications } from '../notifications/event-notifications.ts'
import { notificationOperations } from '../notifications/notification-operations.ts'
import type { S3Operation } from '../operation.ts'
import { bucketOperationOn } from './bucket-operation.ts'
import { bucketPolicyOperations } from './bucket-policy.ts'
import { bucketTagOperations } from './bucket-tags.ts'
import { encryptionOperations } from './default-encryption.ts'
import { lifecycleOperations } from './lifecycle.ts'
import { publicAccessOperations } from './public-access.ts'

/** Everything that is configured of a bucket beside its versioning. */
export function bucketConfiguration(
  buckets: BucketDirectory,
  notifications: EventNotifications,
): S3Operation[] {
  const operation = bucketOperationOn(buckets)
  return [
    ...encryptionOperations(operation),
    ...notificationOperations(operation, notifications),
    ...corsOperations(operation),
    ...lifecycleOperations(operation, notifications.newId),
    ...bucketPolicyOperations(operation),
    ...publicAccessOperations(operation),
    ...bucketTagOperations(operation),
  ]
}
