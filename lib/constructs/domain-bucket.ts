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
  /** Names the bucket within the stage: up to 12 lower-case letters, digits and hyphens. */
  readonly name: string
  /** How long objects stay, by prefix (`uploads/`). @default - until they are deleted */
  readonly expiries?: Readonly<Record<string, Duration>>
  /** Which requests pages of other sites may make. @default - none */
  readonly cors?: CorsRule
  /** Why nobody needs S3's server access logs, in one sentence. */
  readonly withoutAccessLogs: string
}

/** The object actions that a function can be granted. */
export type ObjectAction = 'GetObject' | 'PutObject'

/**
 * A bucket encrypted with its domain's key, TLS only, closed to the public, whose objects belong to its account.
 *
 * Its notifications stand in the template. The CDK's own way is a custom resource: a function in another language,
 * with a role that may change every bucket of the account.
 */
export class DomainBucket extends Construct {
  readonly bucketName: string
  readonly bucketArn: string
  readonly #bucket: Bucket
  readonly #domain: Domain
  readonly #notified: { readonly queue: GuardedQueue; readonly filter: ObjectFilter }[] = []
  /** By an ARN that does not refer to the bucket, which is made after what names it. */
  readonly #namedArn: string

  constructor(scope: Construct, id: string, props: DomainBucketProps) {
    super(scope, id)
    this.#domain = props.domain
    const name = bucketName(this, props.domain.stage, props.name)
    this.#namedArn = namedBucketArn(this, name)
    if (props.cors !== undefined) refuseCorsRule(this, props.cors)
    refuseExpiries(this, props.expiries ?? {})
    this.#bucket = new Bucket(this, 'Bucket', {
      bucketName: name,
      encryption: BucketEncryption.KMS,
      encryptionKey: props.domain.key.kmsKey,
      // S3 then asks KMS for a key for many objects, not for each (S3, Reducing the cost of SSE-KMS).
      bucketKeyEnabled: true,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      cors: props.cors && [props.cors],
      removalPolicy: props.domain.removalPolicy,
    })
    this.bucketName = this.#bucket.bucketName
    this.bucketArn = this.#bucket.bucketArn
    this.#addLifecycle(props.expiries ?? {})
    Validations.of(this).acknowledge({ id: 'AwsSolutions-S1', reason: props.withoutAccessLogs })
  }

  /**
   * Sends a message for each object that is made.
   *
   * The bucket is made after the queue and its policy: S3 tries whether it may send when it is told of the queue.
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

  /** @param keys which objects, by a pattern: `uploads/*` */
  grant(grantee: IGrantable, keys: string, ...actions: ObjectAction[]): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: actions.map(action => `s3:${action}`),
        resources: [this.#bucket.arnForObjects(keys)],
      }),
    )
    const writes = actions.includes('PutObject')
    // Who uploads in parts needs kms:Decrypt as well (S3, Multipart upload API and permissions).
    this.#domain.key.grantThrough('s3', grantee, 'kms:Decrypt', ...(writes ? ['kms:GenerateDataKey'] : []))
    this.#acknowledge(keys)
  }

  /**
   * Lets a function be told that an object is not there: without `s3:ListBucket` S3 says 403, not 404 (S3, GetObject,
   * Permissions). No condition on a prefix is possible, since GetObject sends none.
   */
  grantList(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.#bucket.bucketArn] }),
    )
  }

  #addLifecycle(expiries: Readonly<Record<string, Duration>>): void {
    // Parts of an upload that was given up are paid for and seen by nobody.
    this.#bucket.addLifecycleRule({
      id: 'abandoned-multipart-uploads',
      abortIncompleteMultipartUploadAfter: Duration.days(1),
    })
    for (const [prefix, expiration] of Object.entries(expiries)) {
      this.#bucket.addLifecycleRule({ id: expiryId(prefix), prefix, expiration })
    }
  }

  /** For whoever in the stack is granted it: the rule looks at their policies, not at the bucket. */
  #acknowledge(keys: string): void {
    Validations.of(Stack.of(this)).acknowledge({
      id: wildcardFinding(this, this.#bucket.arnForObjects(keys)),
      reason: 'The objects of one kind, whose keys hold ids that nobody knows before they are made.',
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
        'Make the queue a standard one: its consumer must bear repeated and reordered messages.',
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
      'Use prefixes that part the objects, or a topic between the bucket and both queues.',
    )
  }
}

function rules({ prefix, suffix }: ObjectFilter): CfnBucket.FilterRuleProperty[] {
  const byPrefix = { name: 'prefix', value: prefix }
  return suffix === undefined ? [byPrefix] : [byPrefix, { name: 'suffix', value: suffix }]
}

function show({ prefix, suffix = '' }: ObjectFilter): string {
  return `${prefix}*${suffix}`
}
