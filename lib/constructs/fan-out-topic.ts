import { Stack, Validations } from 'aws-cdk-lib'
import { type IGrantable, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnSubscription, FifoThroughputScope, Topic } from 'aws-cdk-lib/aws-sns'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { DeadLetterQueue } from './dead-letter-queue.ts'
import type { Domain } from './domain.ts'
import { type FilterPolicy, refuseFilter } from './filter-policy.ts'
import type { GuardedQueue } from './guarded-queue.ts'
import { namedArn, queueName } from './queue-name.ts'
import { refuse } from './refusal.ts'

export interface FanOutTopicProps {
  readonly domain: Domain
  /** @default false */
  readonly fifo?: boolean
}

/**
 * A topic that copies each message into the queues that want it.
 *
 * Encrypted with its domain's key, TLS only, raw delivery, and for each subscription a queue for what could not be
 * delivered.
 */
export class FanOutTopic extends Construct {
  readonly topic: Topic
  readonly fifo: boolean
  readonly #domain: Domain

  constructor(scope: Construct, id: string, props: FanOutTopicProps) {
    super(scope, id)
    this.#domain = props.domain
    this.fifo = props.fifo ?? false
    const topicName = queueName(this, this.fifo)
    this.topic = new Topic(this, 'Topic', {
      topicName,
      masterKey: props.domain.key.kmsKey,
      enforceSSL: true,
      ...(this.fifo && { fifo: true, fifoThroughputScope: FifoThroughputScope.MESSAGE_GROUP }),
    })
    props.domain.key.allowService('sns.amazonaws.com', namedArn(this, 'sns', topicName))
  }

  /**
   * Copies messages into a queue.
   *
   * @param filter which messages, by their body. @default - all
   * @returns where the messages go that SNS cannot deliver
   */
  subscribe(id: string, queue: GuardedQueue, filter?: FilterPolicy): DeadLetterQueue {
    const subscription = new Construct(this, id)
    if (queue.fifo && !this.fifo) {
      refuse(
        subscription,
        `The FIFO queue ${queue.node.path} is subscribed to a standard topic, which does not deliver to FIFO queues.`,
        'Give the topic fifo: true, or make the queue a standard one.',
      )
    }
    if (filter !== undefined) refuseFilter(subscription, filter)
    const undelivered = this.#undelivered(subscription, queue)
    this.#allowDelivery(queue.queue)
    this.#allowDelivery(undelivered.queue)
    new CfnSubscription(subscription, 'Subscription', {
      topicArn: this.topic.topicArn,
      protocol: 'sqs',
      endpoint: queue.queue.queueArn,
      rawMessageDelivery: true,
      filterPolicy: filter,
      filterPolicyScope: filter && 'MessageBody',
      redrivePolicy: { deadLetterTargetArn: undelivered.queue.queueArn },
    })
    return undelivered
  }

  /**
   * Lets a service publish on behalf of a resource of this account.
   *
   * @param service `ses.amazonaws.com`
   * @param sourceArn the resource, by an ARN that does not refer to it
   */
  allowPublisher(service: string, sourceArn: string): void {
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(service)],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: {
          ArnEquals: { 'aws:SourceArn': sourceArn },
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
        },
      }),
    )
    this.#domain.key.allowService(service, sourceArn)
  }

  grantPublish(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['sns:Publish'], resources: [this.topic.topicArn] }),
    )
    this.#domain.key.grantThrough('sns', grantee, 'kms:Decrypt', 'kms:GenerateDataKey')
  }

  /** "FIFO topic subscriptions use FIFO queues, and standard topic subscriptions use standard queues" (SNS, Dead-letter queues). */
  #undelivered(subscription: Construct, queue: GuardedQueue): DeadLetterQueue {
    const undelivered = new DeadLetterQueue(subscription, 'Undelivered', {
      domain: this.#domain,
      fifo: this.fifo,
      contents: `messages that SNS could not deliver to the queue of ${queue.consumer.function}`,
      remedy:
        `Look at that queue (${queue.node.path}): does it exist, does its policy let the topic send, is the domain's ` +
        'KMS key enabled? Mend that first; then send the messages on to the queue with their group and deduplication ' +
        'ids (SQS redrives by itself only what came from a queue).',
    })
    Validations.of(undelivered).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason:
        'It is a dead-letter queue itself, that of an SNS subscription, which the rule does not look at.',
    })
    return undelivered
  }

  #allowDelivery(queue: Queue): void {
    queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('sns.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: {
          ArnEquals: { 'aws:SourceArn': this.topic.topicArn },
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
        },
      }),
    )
  }
}
