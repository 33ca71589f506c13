import type { BucketDirectory } from '../bucket-directory.ts'
import type { EventNotifications } from '../notifications/event-notifications.ts'
import type { S3Operation } from '../operation.ts'
import { publicAccessOperations } from './bucket-access.ts'
import { corsOperations } from './bucket-cors.ts'
import { encryptionOperations } from './bucket-encryption.ts'
import { lifecycleOperations } from './bucket-lifecycle.ts'
import { notificationOperations } from './bucket-notifications.ts'
import { bucketOperationOn } from './bucket-operation.ts'
import { bucketPolicyOperations } from './bucket-policy.ts'
import { bucketTagOperations } from './bucket-tagging.ts'

/** The configuration of a bucket, except its versioning. */
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
