import { Duration, Stack, Validations } from 'aws-cdk-lib'
import { type IGrantable, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  type CorsRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { bucketName, namedBucketArn } from '../names/bucket-name.ts'
import { refuseCorsRule } from './cross-origin-rule.ts'
import type { Domain } from './domain.ts'
import type { GuardedQueue } from './guarded-queue.ts'
import { expiryId, refuseExpiries } from './object-expiry.ts'
import { type ObjectFilter, overlap, refuseObjectFilter } from './object-filter.ts'
import { refuseForeignKey } from './queue-key.ts'
import { refuse } from './refusal.ts'
import { wildcardFinding } from './wildcard-finding.ts'

export interface DomainBucketProps {
  readonly domain: Domain
  /** The bucket's name within the stage: up to 12 lower-case letters, digits and hyphens. */
  readonly name: string
  /** When objects expire, by prefix (`uploads/`): every kind of object has a lifetime. */
  readonly expiries: Readonly<Record<string, Duration>>
  /**
   * The prefix of objects that may be written anew. S3 counts the days of an expiry from then, so there are rules for
   * objects with the tag `kept-days`: whoever writes one anew says by it how many days are left.
   *
   * @default - none
   */
  readonly rewritten?: string
  /** The requests that pages of other sites may make. @default - none */
  readonly cors?: CorsRule
  /** Why S3's server access logs are not needed, in one sentence. */
  readonly withoutAccessLogs: string
}

/** The object actions that a function can be granted; objects are put whole, not in parts. */
export type ObjectAction = 'GetObject' | 'PutObject'

/** The tag of an object that was written anew: in how many days it expires. */
const KEPT_DAYS = 'kept-days'
const REMAINDERS = 12

/** The key actions that S3 requires for them. An upload in parts would need both. */
const KEY_ACTIONS: Readonly<Record<ObjectAction, string>> = {
  GetObject: 'kms:Decrypt',
  PutObject: 'kms:GenerateDataKey',
}

/**
 * A bucket that is encrypted with its domain's key, requires TLS, blocks public access, and owns its objects.
 *
 * Its notifications are in the template. The CDK's own way is a custom resource: a function in another language, with a
 * role that may change every bucket of the account.
 */
export class DomainBucket extends Construct {
  readonly bucketName: string
  readonly bucketArn: string
  readonly #bucket: Bucket
  readonly #domain: Domain
  readonly #notified: { readonly queue: GuardedQueue; readonly filter: ObjectFilter }[] = []
  /** An ARN that does not refer to the bucket, for policies that must exist before it. */
  readonly #namedArn: string

  constructor(scope: Construct, id: string, props: DomainBucketProps) {
    super(scope, id)
    this.#domain = props.domain
    const name = bucketName(this, props.domain.stage, props.name)
    this.#namedArn = namedBucketArn(this, name)
    if (props.cors !== undefined) refuseCorsRule(this, props.cors)
    refuseExpiries(this, props.expiries)
    this.#bucket = new Bucket(this, 'Bucket', {
      bucketName: name,
      encryption: BucketEncryption.KMS,
      encryptionKey: props.domain.key.kmsKey,
      // With a bucket key, S3 requests one KMS key for many objects (S3, Reducing the cost of SSE-KMS).
      bucketKeyEnabled: true,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      cors: props.cors && [props.cors],
      removalPolicy: props.domain.removalPolicy,
    })
    this.bucketName = this.#bucket.bucketName
    this.bucketArn = this.#bucket.bucketArn
    this.#addLifecycle(props)
    Validations.of(this).acknowledge({ id: 'AwsSolutions-S1', reason: props.withoutAccessLogs })
  }

  /**
   * Sends a message for each object that is created.
   *
   * The bucket is created after the queue and its policy, because S3 checks that it may send when the notification is
   * set.
   */
  notify(queue: GuardedQueue, filter: ObjectFilter): void {
    this.#refuseWhatCannotWork(queue, filter)
    this.#notified.push({ queue, filter })
    this.#allowSending(queue)
    this.#bucket.node.addDependency(queue.queue)
    const resource = this.#bucket.node.defaultChild as CfnBucket
    resource.notificationConfiguration = {
      queueConfigurations: this.#notified.map(one => ({
        event: 's3:ObjectCreated:*',
        queue: one.queue.queue.queueArn,
        filter: { s3Key: { rules: rules(one.filter) } },
      })),
    }
  }

  /** @param keys a pattern of object keys: `uploads/*` */
  grant(grantee: IGrantable, keys: string, ...actions: ObjectAction[]): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: actions.map(action => `s3:${action}`),
        resources: [this.#bucket.arnForObjects(keys)],
      }),
    )
    this.#domain.key.grantThrough('s3', grantee, ...actions.map(action => KEY_ACTIONS[action]))
    this.#acknowledge(keys)
  }

  /**
   * Lets a function learn that an object does not exist: without `s3:ListBucket`, S3 returns 403 instead of 404 (S3,
   * GetObject, Permissions). A condition on a prefix is impossible, because GetObject sends none.
   */
  grantList(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.#bucket.bucketArn] }),
    )
  }

  /** Lets a function list the objects of one kind. @param prefix of their keys: `events/` */
  grantListOf(grantee: IGrantable, prefix: string): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['s3:ListBucket'],
        resources: [this.#bucket.bucketArn],
        conditions: { StringLike: { 's3:prefix': `${prefix}*` } },
      }),
    )
  }

  /**
   * Lets Firehose put objects, in parts if they are large (Firehose, Grant Firehose access to an Amazon S3 destination).
   *
   * @param keys patterns of object keys: `events/*`
   */
  grantDelivery(delivery: IGrantable, ...keys: string[]): void {
    for (const pattern of keys) {
      delivery.grantPrincipal.addToPrincipalPolicy(
        new PolicyStatement({
          actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
          resources: [this.#bucket.arnForObjects(pattern)],
        }),
      )
      this.#acknowledge(pattern)
    }
    delivery.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
        resources: [this.#bucket.bucketArn],
      }),
    )
    this.#domain.key.grantThrough('s3', delivery, 'kms:Decrypt', 'kms:GenerateDataKey')
  }

  #addLifecycle({ expiries, rewritten }: Pick<DomainBucketProps, 'expiries' | 'rewritten'>): void {
    // Parts of an abandoned upload cost money and are invisible.
    this.#bucket.addLifecycleRule({
      id: 'abandoned-multipart-uploads',
      abortIncompleteMultipartUploadAfter: Duration.days(1),
    })
    for (const [prefix, expiration] of Object.entries(expiries)) {
      this.#bucket.addLifecycleRule({ id: expiryId(prefix), prefix, expiration })
      if (prefix === rewritten) this.#addRemainders(prefix, expiration)
    }
  }

  #addRemainders(prefix: string, expiration: Duration): void {
    for (const days of remainders(expiration)) {
      this.#bucket.addLifecycleRule({
        id: `${expiryId(prefix)}-in-${days}-days`,
        prefix,
        tagFilters: { [KEPT_DAYS]: String(days) },
        expiration: Duration.days(days),
      })
    }
  }

  /** Acknowledged for the stack, because the rule checks the policies of grantees, not the bucket. */
  #acknowledge(keys: string): void {
    Validations.of(Stack.of(this)).acknowledge({
      id: wildcardFinding(this, this.#bucket.arnForObjects(keys)),
      reason: 'The objects of one kind, whose keys contain ids that are unknown in advance.',
    })
  }

  #allowSending({ queue }: GuardedQueue): void {
    if (this.#notified.length === 1) this.#domain.key.allowService('s3.amazonaws.com', this.#namedArn)
    queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: {
          ArnEquals: { 'aws:SourceArn': this.#namedArn },
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
        },
      }),
    )
  }

  #refuseWhatCannotWork(queue: GuardedQueue, filter: ObjectFilter): void {
    if (queue.fifo) {
      refuse(
        this,
        `It notifies the FIFO queue ${queue.node.path}, and S3 does not send to FIFO queues.`,
        'Make the queue a standard one; its consumer must tolerate repeated and reordered messages.',
      )
    }
    refuseForeignKey(this, 'S3', this.#domain, queue)
    refuseObjectFilter(this, filter)
    const other = this.#notified.find(one => overlap(one.filter, filter))
    if (other === undefined) return
    refuse(
      this,
      `It notifies ${queue.node.path} of ${show(filter)} and ${other.queue.node.path} of ${show(other.filter)}: S3 ` +
        'refuses filters of one event that overlap.',
      'Use prefixes that do not overlap, or a topic between the bucket and both queues.',
    )
  }
}

/** How many days a rewritten object may have left: each a twelfth more, so that it stays at most a twelfth too long. */
function remainders(expiration: Duration): Set<number> {
  const days = expiration.toDays()
  return new Set(
    Array.from({ length: REMAINDERS }, (_, index) => Math.ceil((days * (index + 1)) / REMAINDERS)),
  )
}

function rules({ prefix, suffix }: ObjectFilter): CfnBucket.FilterRuleProperty[] {
  const byPrefix = { name: 'prefix', value: prefix }
  return suffix === undefined ? [byPrefix] : [byPrefix, { name: 'suffix', value: suffix }]
}

function show({ prefix, suffix = '' }: ObjectFilter): string {
  return `${prefix}*${suffix}`
}
