import type { Account } from '../../account.ts'
import type { ResourceType } from '../../template/resource-type.ts'
import type { Bucket } from './bucket.ts'
import type { BucketDirectory } from './bucket-directory.ts'
import { setBucketPolicy } from './configuration/bucket-policy.ts'
import { bucketTags } from './configuration/bucket-tags.ts'
import { encryptionOf } from './configuration/default-encryption.ts'
import { lifecycleRules } from './configuration/lifecycle-rule.ts'
import { objectOwnership, publicAccessBlock } from './configuration/public-access.ts'
import { corsRulesOf } from './cors/cors-rule.ts'
import type { EventNotifications } from './notifications/event-notifications.ts'
import {
  notificationConfiguration,
  notificationRequests,
} from './notifications/notification-configuration.ts'
import {
  type BucketProperties,
  corsContent,
  encryptionContent,
  lifecycleContent,
  notificationContent,
} from './template-content.ts'
import { parseXml, type XmlContent, type XmlElement, xmlDocument } from './xml-document.ts'

const LONGEST_NAME = 63

/** `AWS::S3::Bucket` and `AWS::S3::BucketPolicy`. */
export function s3ResourceTypes(
  account: Account,
  buckets: BucketDirectory,
  notifications: EventNotifications,
): readonly ResourceType[] {
  const bucketType: ResourceType = {
    type: 'AWS::S3::Bucket',
    simulated: [
      'BucketEncryption',
      'BucketName',
      'CorsConfiguration',
      'NotificationConfiguration',
      'OwnershipControls',
      'PublicAccessBlockConfiguration',
      'Tags',
      'VersioningConfiguration',
    ],
    inert: {
      LifecycleConfiguration:
        'it is checked and shown; what it would delete days later ends with the process',
      LoggingConfiguration: 'access logs tell of the service on AWS; none are written here',
    },
    create(resource) {
      const properties = resource.properties as BucketProperties
      const bucket = buckets.create(
        properties.BucketName ?? resource.physicalName(LONGEST_NAME).toLowerCase(),
      )
      configure(bucket, properties)
      notify(bucket, properties)
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
  }

  function configure(bucket: Bucket, properties: BucketProperties): void {
    const { settings } = bucket
    const { BucketEncryption, CorsConfiguration, LifecycleConfiguration, OwnershipControls } = properties
    const { PublicAccessBlockConfiguration: block, Tags, VersioningConfiguration } = properties
    bucket.versioning = VersioningConfiguration?.Status
    if (BucketEncryption) settings.encryption = encryptionOf(element(encryptionContent(BucketEncryption)))
    if (CorsConfiguration) settings.cors = corsRulesOf(element(corsContent(CorsConfiguration)))
    if (LifecycleConfiguration) {
      settings.lifecycle = lifecycleRules(
        element(lifecycleContent(LifecycleConfiguration)),
        notifications.newId,
      )
    }
    if (block) settings.publicAccessBlock = publicAccessBlock(name => block[name])
    if (OwnershipControls) settings.ownership = objectOwnership(OwnershipControls.Rules[0]?.ObjectOwnership)
    if (Tags) settings.tags = bucketTags(Tags.map(({ Key, Value }) => [Key, Value]))
  }

  function notify(bucket: Bucket, { NotificationConfiguration }: BucketProperties): void {
    if (!NotificationConfiguration) return
    const requests = notificationRequests(element(notificationContent(NotificationConfiguration)))
    const configuration = notificationConfiguration(requests, notifications.newId)
    notifications.validate(configuration, bucket.name, account.random.uuid())
    bucket.settings.notifications = configuration
  }

  const bucketPolicyType: ResourceType = {
    type: 'AWS::S3::BucketPolicy',
    simulated: ['Bucket', 'PolicyDocument'],
    inert: {},
    create({ properties: { Bucket: name, PolicyDocument: policy } }) {
      const bucket = buckets.get(String(name))
      setBucketPolicy(bucket, typeof policy === 'string' ? policy : JSON.stringify(policy))
      return { physicalId: bucket.name, attributes: {} }
    },
  }

  return [bucketType, bucketPolicyType]
}

/** What the template says, as a client of the API would say it: it is held to the same rules. */
function element(content: XmlContent): XmlElement {
  return parseXml(Buffer.from(xmlDocument('Template', content)), 'Template')
}
