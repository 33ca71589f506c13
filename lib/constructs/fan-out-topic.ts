import { Duration, Stack } from 'aws-cdk-lib'
import type { MetricOptions } from 'aws-cdk-lib/aws-cloudwatch'
import { type IGrantable, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { FifoThroughputScope, Topic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import type { FilterPolicy } from '../filter-policy/filter-policy.ts'
import { alarmWords } from '../names/alarm-name.ts'
import { namedArn, queueName } from '../names/queue-name.ts'
import { Alarm } from './alarm.ts'
import type { DeadLetterQueue } from './dead-letter-queue.ts'
import { type Domain, logGroupPrefix } from './domain.ts'
import type { GuardedQueue } from './guarded-queue.ts'
import { refuse } from './refusal.ts'
import { TopicDelivery } from './topic-delivery.ts'
import { TopicSubscription } from './topic-subscription.ts'

export interface FanOutTopicProps {
  readonly domain: Domain
  /** @default false */
  readonly fifo?: boolean
}

/** A single undelivered message sets off the alarm. */
const EACH_MINUTE: MetricOptions = { statistic: 'Sum', period: Duration.minutes(1) }

/** Services that set no message group (SES, Event destinations; S3, Event notification destinations). */
const STANDARD_ONLY = ['s3.amazonaws.com', 'ses.amazonaws.com']

/**
 * A topic that copies each message to its subscribed queues.
 *
 * It is encrypted with its domain's key, requires TLS and delivers raw messages. Each subscription has a queue for
 * undelivered messages, which is encrypted with another key. Alarms go off when SNS gives up a message, and when SNS
 * cannot even put it into that queue.
 */
export class FanOutTopic extends Construct {
  readonly topic: Topic
  readonly fifo: boolean
  /** As it is known before the topic is made. */
  readonly topicName: string
  readonly #domain: Domain
  readonly #subscriptions = new Map<GuardedQueue, Construct>()

  constructor(scope: Construct, id: string, props: FanOutTopicProps) {
    super(scope, id)
    this.#domain = props.domain
    this.fifo = props.fifo ?? false
    const topicName = queueName(this, this.fifo, 'sns')
    this.topicName = topicName
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
   * Subscribes a queue of the topic's domain.
   *
   * @param filter selects messages by their body. @default - all messages
   * @returns the queue for messages that SNS cannot deliver
   */
  subscribe(id: string, queue: GuardedQueue, filter?: FilterPolicy): DeadLetterQueue {
    const subscription = new TopicSubscription(this, id, {
      domain: this.#domain,
      topicArn: this.topic.topicArn,
      fifo: this.fifo,
      queue,
      filter,
      alarm: `${alarmWords(this.#domain, this, id)}-undelivered`,
    })
    this.#refuseSecondSubscription(subscription, queue)
    return subscription.undelivered
  }

  /**
   * Lets a queue of the topic's domain be subscribed later, for as long as a replay takes.
   *
   * @returns the queue for messages that SNS cannot deliver, which the subscription has to name in its redrive policy
   */
  allowReplay(id: string, queue: GuardedQueue): DeadLetterQueue {
    const delivery = new TopicDelivery(this, id, {
      domain: this.#domain,
      topicArn: this.topic.topicArn,
      fifo: this.fifo,
      queue,
      alarm: `${alarmWords(this.#domain, this, id)}-undelivered`,
    })
    this.#refuseSecondSubscription(delivery, queue)
    return delivery.undelivered
  }

  /**
   * Subscribes a queue of another domain.
   *
   * The subscription belongs to that domain: it is in the stack of the queue, and the key of the queue allows this
   * topic. The topic's stack does not refer to it and exports nothing for it, so the other stack can be added and
   * removed; it is only deployed after this one.
   *
   * @param subscriber the domain of the queue
   * @returns the queue for messages that SNS cannot deliver
   */
  subscribeForeign(subscriber: Domain, queue: GuardedQueue, filter?: FilterPolicy): DeadLetterQueue {
    const topicArn = namedArn(queue, 'sns', this.topicName)
    const subscription = new TopicSubscription(queue, this.node.id, {
      domain: subscriber,
      topicArn,
      fifo: this.fifo,
      queue,
      filter,
      alarm: `${alarmWords(subscriber, queue)}-undelivered`,
    })
    this.#refuseSecondSubscription(subscription, queue)
    subscriber.key.allowService('sns.amazonaws.com', topicArn)
    Stack.of(queue).addStackDependency(Stack.of(this), 'It subscribes to a topic there.')
    return subscription.undelivered
  }

  /** SNS allows one subscription per topic and endpoint: a second is ignored, or refused if its filter differs. */
  #refuseSecondSubscription(subscription: Construct, queue: GuardedQueue): void {
    const other = this.#subscriptions.get(queue)
    if (other !== undefined) {
      refuse(
        subscription,
        `The queue ${queue.node.path} is subscribed to this topic by ${other.node.path} already.`,
        'Subscribe it once, with a filter that matches the messages of both ($or), or subscribe a second queue.',
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
   * The alarm of an undelivered queue stays on while the queue has a message, so it does not announce the next failure;
   * and a subscription that was added outside this stack has no such queue.
   */
  #alarmOnFailures(topicName: string): void {
    new Alarm(this, 'FailedDeliveries', {
      domain: this.#domain,
      name: `${alarmWords(this.#domain, this)}-failed-deliveries`,
      metric: this.topic.metricNumberOfNotificationsFailed(EACH_MINUTE),
      threshold: 1,
      runbook: 'failed-deliveries',
      description:
        `SNS gave up on delivering a message of ${topicName} to a queue: one consumer does not get it, the others do. ` +
        'SNS gives up at once on what SQS refuses (queue deleted, policy changed, KMS key disabled, a message that no ' +
        'queue takes), and after 23 days where SQS does not answer. Look at the queues ' +
        `Messaging-${this.#domain.stage}-*-Undelivered (SQS console): the one that holds a message names the ` +
        "consumer, and its own alarm says what to do. If all are empty, the message is lost: go by the topic's alarm " +
        'on lost messages. If that is quiet, look for a subscription of the topic without a redrive policy. This alarm ' +
        'ends a few minutes after the last failure, even if the cause remains.',
    })
  }

  #alarmOnLosses(topicName: string): void {
    new Alarm(this, 'LostMessages', {
      domain: this.#domain,
      name: `${alarmWords(this.#domain, this)}-lost-messages`,
      metric: this.topic.metric('NumberOfNotificationsFailedToRedriveToDlq', EACH_MINUTE),
      threshold: 1,
      runbook: 'lost-messages',
      description:
        `A message of ${topicName} is lost for a consumer: SNS could put it neither into the consumer's queue nor into ` +
        'its undelivered queue. The publisher was told that it was accepted. Most often SQS refuses the message itself ' +
        '(control characters, U+FFFE, more than ten attributes): mend the publisher. Otherwise check that both queues ' +
        'exist and let the topic send (SQS console), and that their KMS keys (of the domain; of operations) are enabled ' +
        `and let SNS use them. Which message: search the log groups ${logGroupPrefix(this.#domain)} ` +
        'for what was published in the minute before, and follow its id with npm run trace. Publish it again once the ' +
        'cause is mended. This alarm ends after a few minutes; the message stays lost.',
    })
  }
}
