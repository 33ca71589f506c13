import { type PropertiesOf, structure, tags, text } from '../../template/property-types.ts'
import { NotSimulatedHere } from '../../template/template.ts'
import type { Versioning } from './bucket.ts'
import type { PublicAccessBlock } from './bucket-settings.ts'
import type { XmlContent } from './xml-document.ts'

/*
 * What CloudFormation calls differently from the API, in the API's words.
 */

/** The properties that `AWS::S3::Bucket` reads; nested booleans and numbers may be text. */
export const BUCKET_PROPERTIES = {
  BucketEncryption: structure<BucketEncryption>(),
  BucketName: text,
  CorsConfiguration: structure<CorsConfiguration>(),
  LifecycleConfiguration: structure<LifecycleConfiguration>(),
  NotificationConfiguration: structure<NotificationConfiguration>(),
  OwnershipControls: structure<{ Rules: readonly { ObjectOwnership?: string }[] }>(),
  PublicAccessBlockConfiguration: structure<Partial<PublicAccessBlock>>(),
  Tags: tags,
  VersioningConfiguration: structure<{ Status: Versioning }>(),
}

export type BucketProperties = PropertiesOf<typeof BUCKET_PROPERTIES>

interface BucketEncryption {
  ServerSideEncryptionConfiguration: readonly {
    ServerSideEncryptionByDefault?: { SSEAlgorithm: string; KMSMasterKeyID?: string }
    BucketKeyEnabled?: boolean | string
  }[]
}

export function encryptionContent({ ServerSideEncryptionConfiguration }: BucketEncryption): XmlContent {
  return {
    Rule: ServerSideEncryptionConfiguration.map(
      ({ ServerSideEncryptionByDefault: byDefault, BucketKeyEnabled, ...others }) => {
        refuse(others, 'BucketEncryption')
        return { ApplyServerSideEncryptionByDefault: byDefault && { ...byDefault }, BucketKeyEnabled }
      },
    ),
  }
}

interface CorsConfiguration {
  CorsRules: readonly {
    Id?: string
    AllowedHeaders?: readonly string[]
    AllowedMethods: readonly string[]
    AllowedOrigins: readonly string[]
    ExposedHeaders?: readonly string[]
    MaxAge?: number | string
  }[]
}

export function corsContent({ CorsRules }: CorsConfiguration): XmlContent {
  return {
    CORSRule: CorsRules.map(
      ({ Id, AllowedHeaders, AllowedMethods, AllowedOrigins, ExposedHeaders, MaxAge, ...others }) => {
        refuse(others, 'CorsConfiguration')
        return {
          ID: Id,
          AllowedHeader: AllowedHeaders,
          AllowedMethod: AllowedMethods,
          AllowedOrigin: AllowedOrigins,
          ExposeHeader: ExposedHeaders,
          MaxAgeSeconds: MaxAge,
        }
      },
    ),
  }
}

interface NotificationConfiguration {
  LambdaConfigurations?: readonly (NotificationRule & { Function: string })[]
  QueueConfigurations?: readonly (NotificationRule & { Queue: string })[]
  TopicConfigurations?: readonly (NotificationRule & { Topic: string })[]
}

interface NotificationRule {
  Event: string
  Filter?: { S3Key: { Rules: readonly { Name: string; Value: string }[] } }
}

export function notificationContent(configuration: NotificationConfiguration): XmlContent {
  const {
    LambdaConfigurations = [],
    QueueConfigurations = [],
    TopicConfigurations = [],
    ...others
  } = configuration
  refuse(others, 'NotificationConfiguration')
  return {
    TopicConfiguration: TopicConfigurations.map(({ Topic, ...rule }) => ({ ...ruleContent(rule), Topic })),
    QueueConfiguration: QueueConfigurations.map(({ Queue, ...rule }) => ({ ...ruleContent(rule), Queue })),
    CloudFunctionConfiguration: LambdaConfigurations.map(({ Function: CloudFunction, ...rule }) => ({
      ...ruleContent(rule),
      CloudFunction,
    })),
  }
}

function ruleContent({ Event, Filter, ...others }: NotificationRule) {
  refuse(others, 'NotificationConfiguration')
  const rules = Filter?.S3Key.Rules.map(({ Name, Value }) => ({ Name, Value }))
  return { Event, Filter: rules && { S3Key: { FilterRule: rules } } }
}

interface LifecycleConfiguration {
  Rules: readonly LifecycleRule[]
}

interface LifecycleRule {
  Id?: string
  Status: string
  Prefix?: string
  ObjectSizeGreaterThan?: string
  ObjectSizeLessThan?: string
  TagFilters?: readonly { Key: string; Value: string }[]
  AbortIncompleteMultipartUpload?: { DaysAfterInitiation: number }
  ExpirationDate?: string
  ExpirationInDays?: number
  ExpiredObjectDeleteMarker?: boolean
  NoncurrentVersionExpiration?: { NoncurrentDays: number; NewerNoncurrentVersions?: number }
  NoncurrentVersionTransitions?: readonly {
    StorageClass: string
    TransitionInDays: number
    NewerNoncurrentVersions?: number
  }[]
  Transitions?: readonly { StorageClass: string; TransitionInDays?: number; TransitionDate?: string }[]
}

export function lifecycleContent({ Rules }: LifecycleConfiguration): XmlContent {
  return { Rule: Rules.map(lifecycleRuleContent) }
}

function lifecycleRuleContent(rule: LifecycleRule): XmlContent {
  const { Id, Status, Prefix, TagFilters, ObjectSizeGreaterThan, ObjectSizeLessThan, ...actions } = rule
  const { ExpirationDate, ExpirationInDays, ExpiredObjectDeleteMarker, ...moreActions } = actions
  const { AbortIncompleteMultipartUpload, NoncurrentVersionExpiration, ...transitions } = moreActions
  const { NoncurrentVersionTransitions, Transitions, ...others } = transitions
  refuse(others, 'LifecycleConfiguration')
  return {
    ID: Id,
    Status,
    Filter: lifecycleFilter({ Prefix, TagFilters, ObjectSizeGreaterThan, ObjectSizeLessThan }),
    Expiration: unlessEmpty({
      Date: ExpirationDate,
      Days: ExpirationInDays,
      ExpiredObjectDeleteMarker,
    }),
    AbortIncompleteMultipartUpload: AbortIncompleteMultipartUpload && { ...AbortIncompleteMultipartUpload },
    NoncurrentVersionExpiration: NoncurrentVersionExpiration && { ...NoncurrentVersionExpiration },
    NoncurrentVersionTransition: NoncurrentVersionTransitions?.map(({ TransitionInDays, ...transition }) => ({
      NoncurrentDays: TransitionInDays,
      ...transition,
    })),
    Transition: Transitions?.map(({ StorageClass, TransitionDate, TransitionInDays }) => ({
      Date: TransitionDate,
      Days: TransitionInDays,
      StorageClass,
    })),
  }
}

/** "A Filter must have exactly one of Prefix, Tag, … or And." */
function lifecycleFilter(rule: Omit<LifecycleRule, 'Status'>): XmlContent {
  const conditions = {
    Prefix: rule.Prefix,
    Tag: rule.TagFilters?.map(({ Key, Value }) => ({ Key, Value })),
    ObjectSizeGreaterThan: rule.ObjectSizeGreaterThan,
    ObjectSizeLessThan: rule.ObjectSizeLessThan,
  }
  const count = Object.values(conditions)
    .flat()
    .filter(value => value !== undefined).length
  if (count === 0) return { Prefix: '' }
  return count === 1 ? conditions : { And: conditions }
}

function unlessEmpty(content: { [name: string]: XmlContent }): XmlContent {
  return Object.values(content).some(value => value !== undefined) ? content : undefined
}

/** Refuses properties that are not simulated. */
function refuse(others: object, where: string): void {
  const [name] = Object.keys(others)
  if (name !== undefined) throw new NotSimulatedHere(`the property ${name} of ${where}`)
}
