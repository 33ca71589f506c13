import type { Account } from '../../../account.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { Bucket } from '../bucket.ts'
import type { BucketDirectory } from '../bucket-directory.ts'
import {
  BUCKET_PROPERTIES,
  type BucketProperties,
  corsContent,
  encryptionContent,
  lifecycleContent,
  notificationContent,
} from '../bucket-properties.ts'
import { bucketTags } from '../configuration/bucket-tags.ts'
import { ENCRYPTION, encryptionOf } from '../configuration/default-encryption.ts'
import { LIFECYCLE, lifecycleRules } from '../configuration/lifecycle-rule.ts'
import { objectOwnership, publicAccessBlock } from '../configuration/public-access.ts'
import { CORS, corsRulesOf } from '../cors/cors-rule.ts'
import type { EventNotifications } from '../notifications/event-notifications.ts'
import {
  NOTIFICATION_CONFIGURATION,
  notificationConfiguration,
  notificationRequests,
} from '../notifications/notification-configuration.ts'
import { newRequestId } from '../operation.ts'
import { elementOf } from '../xml-document.ts'

const MAX_NAME_CHARACTERS = 63

/** `AWS::S3::Bucket`: `Ref` is its name. Its properties are validated by the API's rules. */
export function bucketType(
  account: Account,
  buckets: BucketDirectory,
  notifications: EventNotifications,
): ResourceType {
  return resourceType({
    type: 'AWS::S3::Bucket',
    properties: BUCKET_PROPERTIES,
    inert: {
      LifecycleConfiguration:
        'it is validated and returned; objects end with the process before they would expire',
      LoggingConfiguration: 'access logs describe the service on AWS; none are written here',
    },
    create(resource) {
      const { properties } = resource
      const bucket = buckets.create(
        properties.BucketName ?? resource.physicalName(MAX_NAME_CHARACTERS).toLowerCase(),
      )
      configure(bucket, properties, notifications)
      notify(bucket, properties, notifications, account)
      const { name } = bucket
      return {
        physicalId: name,
        attributes: {
          Arn: bucket.arn,
          DomainName: `${name}.s3.amazonaws.com`,
          DualStackDomainName: `${name}.s3.dualstack.${account.region}.amazonaws.com`,
          RegionalDomainName: `${name}.s3.${account.region}.amazonaws.com`,
          WebsiteURL: `http://${name}.s3-website-${account.region}.amazonaws.com`,
        },
      }
    },
    delete: ({ physicalId }) => buckets.delete(physicalId),
  })
}

function configure(bucket: Bucket, properties: BucketProperties, notifications: EventNotifications): void {
  const { settings } = bucket
  const { BucketEncryption, CorsConfiguration, LifecycleConfiguration, OwnershipControls } = properties
  const { PublicAccessBlockConfiguration: block, Tags, VersioningConfiguration } = properties
  bucket.versioning = VersioningConfiguration?.Status
  if (BucketEncryption)
    settings.encryption = encryptionOf(elementOf(encryptionContent(BucketEncryption), ENCRYPTION))
  if (CorsConfiguration) settings.cors = corsRulesOf(elementOf(corsContent(CorsConfiguration), CORS))
  if (LifecycleConfiguration) {
    settings.lifecycle = lifecycleRules(
      elementOf(lifecycleContent(LifecycleConfiguration), LIFECYCLE),
      notifications.newId,
    )
  }
  if (block) settings.publicAccessBlock = publicAccessBlock(name => block[name])
  if (OwnershipControls) settings.ownership = objectOwnership(OwnershipControls.Rules[0]?.ObjectOwnership)
  if (Tags) settings.tags = bucketTags(Tags.map(({ Key, Value }) => [Key, Value]))
}

function notify(
  bucket: Bucket,
  { NotificationConfiguration }: BucketProperties,
  notifications: EventNotifications,
  account: Account,
): void {
  if (!NotificationConfiguration) return
  const requests = notificationRequests(
    elementOf(notificationContent(NotificationConfiguration), NOTIFICATION_CONFIGURATION),
  )
  const configuration = notificationConfiguration(requests, notifications.newId)
  notifications.checkDestinations(configuration, bucket.name, newRequestId(account))
  bucket.settings.notifications = configuration
}
