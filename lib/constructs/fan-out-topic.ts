import { Duration, Stack, Validations } from 'aws-cdk-lib'
import type { MetricOptions } from 'aws-cdk-lib/aws-cloudwatch'
import { type IGrantable, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnSubscription, FifoThroughputScope, Topic } from 'aws-cdk-lib/aws-sns'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { Alarm } from './alarm.ts'
import { alarmWords } from './alarm-name.ts'
import { DeadLetterQueue } from './dead-letter-queue.ts'
import { type Domain, logGroupPrefix } from './domain.ts'
import { type FilterPolicy, refuseFilter } from './filter-policy.ts'
import type { GuardedQueue } from './guarded-queue.ts'
import { refuseForeignKey, refuseSharedKey } from './queue-key.ts'
import { namedArn, queueName } from './queue-name.ts'
import { refuse } from './refusal.ts'

export interface FanOutTopicProps {
  readonly domain: Domain
  /** @default false */
  readonly fifo?: boolean
}

/** One message that is not delivered wakes somebody. */
const EACH_MINUTE: MetricOptions = { statistic: 'Sum', period: Duration.minutes(1) }

/** Services that name no message group (SES, Event destinations; S3, Event notification destinations). */
const STANDARD_ONLY = ['s3.amazonaws.com', 'ses.amazonaws.com']

/**
 * A topic that copies each message into the queues that want it.
 *
 * Encrypted with its domain's key, TLS only, raw delivery, for each subscription a queue for what could not be
 * delivered, encrypted with another key, and alarms on what SNS gave up on and on what it could not even put there.
 */
export class FanOutTopic extends Construct {
  readonly topic: Topic
  readonly fifo: boolean
  readonly #domain: Domain
  readonly #subscriptions = new Map<GuardedQueue, Construct>()

  constructor(scope: Construct, id: string, props: FanOutTopicProps) {
    super(scope, id)
    this.#domain = props.domain
    this.fifo = props.fifo ?? false
    const topicName = queueName(this, this.fifo, 'sns')
    this.topic = new Topic(this, 'Topic', {
      topicName,
      masterKey: props.domain.key.kmsKey,
      enforceSSL: true,
      ...(this.fifo && { fifo: true, fifoThroughputScope: FifoThroughputScope.MESSAGE_GROUP }),
    })
    props.domain.key.allowService('sns.amazonaws.com', namedArn(this, 'sns', topicName))
    this.#alarmOnFailures(topicName)
    this.#alarmOnLosses(topicName)
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
    refuseForeignKey(subscription, 'SNS', this.#domain, queue)
    refuseSharedKey(subscription, this.#domain)
    this.#refuseSecondSubscription(subscription, queue)
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

  /** To SNS a topic and an endpoint are one subscription: the second is the first again, or refused for its filter. */
  #refuseSecondSubscription(subscription: Construct, queue: GuardedQueue): void {
    const other = this.#subscriptions.get(queue)
    if (other !== undefined) {
      refuse(
        subscription,
        `The queue ${queue.node.path} is subscribed to this topic by ${other.node.path} already.`,
        'Subscribe it once, with a filter that lets in what both want ($or), or subscribe a second queue.',
      )
    }
    this.#subscriptions.set(queue, subscription)
  }

  /**
   * Lets a service publish on behalf of a resource of this account.
   *
   * @param service `ses.amazonaws.com`
   * @param sourceArn the resource, by an ARN that does not refer to it
   */
  allowPublisher(service: string, sourceArn: string): void {
    if (this.fifo && STANDARD_ONLY.includes(service)) {
      refuse(this, `It is a FIFO topic, and ${service} publishes to standard topics only.`, 'Leave out fifo.')
    }
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

  /**
   * "FIFO topic subscriptions use FIFO queues, and standard topic subscriptions use standard queues" (SNS, Dead-letter queues).
   *
   * Its key is not the domain's: a key that is disabled, or whose policy no longer lets SNS in, would make SQS refuse
   * the message for both queues.
   */
  #undelivered(subscription: Construct, queue: GuardedQueue): DeadLetterQueue {
    const undelivered = new DeadLetterQueue(subscription, 'Undelivered', {
      domain: this.#domain,
      key: this.#domain.operationsKey,
      fifo: this.fifo,
      alarm: `${alarmWords(this.#domain, this, subscription)}-undelivered`,
      contents: `messages that SNS could not deliver to the queue of ${queue.consumer.function}`,
      remedy:
        `Look at that queue (${queue.node.path}): does it exist, does its policy let the topic send, is the domain's ` +
        'KMS key enabled, does that key let SNS use it? Mend that first; then send the messages on to the queue with ' +
        'their group and deduplication ids (SQS redrives by itself only what came from a queue).',
    })
    Validations.of(undelivered).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason:
        'It is a dead-letter queue itself, that of an SNS subscription, which the rule does not look at.',
    })
    return undelivered
  }

  /**
   * The alarm of an undelivered queue stays on while that queue holds a message, so it does not tell of the next
   * failure; and a subscription that somebody makes beside this stack has no such queue.
   */
  #alarmOnFailures(topicName: string): void {
    new Alarm(this, 'FailedDeliveries', {
      domain: this.#domain,
      name: `${alarmWords(this.#domain, this)}-failed-deliveries`,
      metric: this.topic.metricNumberOfNotificationsFailed(EACH_MINUTE),
      threshold: 1,
      description:
        `SNS gave up on delivering a message of ${topicName} to a queue: one consumer does not get it, the others do. ` +
        'SNS gives up at once on what SQS refuses (queue deleted, policy changed, KMS key disabled, a message that no ' +
        'queue takes), and after 23 days where SQS does not answer. Look at the queues ' +
        `${topicName.replace(/\.fifo$/, '')}-*-Undelivered (SQS console): the one that holds a message names the ` +
        "consumer, and its own alarm says what to do. If all are empty, the message is lost: go by this topic's alarm " +
        'on NumberOfNotificationsFailedToRedriveToDlq. If that is quiet, look in the SNS console for a subscription of ' +
        'the topic without a redrive policy. This alarm ends a few minutes after the last failure, even if the ' +
        'cause remains, and goes off again with the next.',
    })
  }

  #alarmOnLosses(topicName: string): void {
    new Alarm(this, 'LostMessages', {
      domain: this.#domain,
      name: `${alarmWords(this.#domain, this)}-lost-messages`,
      metric: this.topic.metric('NumberOfNotificationsFailedToRedriveToDlq', EACH_MINUTE),
      threshold: 1,
      description:
        `A message of ${topicName} is lost for a consumer: SNS could put it neither into the consumer's queue nor into ` +
        'its undelivered queue, and does not try again. The publisher was told that it was accepted. Most often SQS ' +
        'refuses the message itself: control characters, U+FFFE, U+FFFF, or more than ten attributes. Then mend the ' +
        'publisher, or every such message is lost. Otherwise check in the SQS console that both queues exist and let ' +
        `the topic send, and that their KMS keys (of ${this.#domain.name}; of operations) are enabled and let SNS use ` +
        `them. Which message: search the log groups ${logGroupPrefix(this.#domain)} for what was published in the ` +
        'minute before, and follow its id with npm run trace. Publish it again once the cause is mended. If the cause is unclear, turn on delivery status ' +
        'logging of the topic (SNS console) for the next one. This alarm ends after a few minutes; the message stays lost.',
    })
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
