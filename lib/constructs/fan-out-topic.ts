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
import { TopicSubscription } from './topic-subscription.ts'

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
  readonly #topicName: string
  readonly #subscriptions = new Map<GuardedQueue, Construct>()

  constructor(scope: Construct, id: string, props: FanOutTopicProps) {
    super(scope, id)
    this.#domain = props.domain
    this.fifo = props.fifo ?? false
    const topicName = queueName(this, this.fifo, 'sns')
    this.#topicName = topicName
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
   * Copies messages into a queue of the topic's domain.
   *
   * @param filter which messages, by their body. @default - all
   * @returns where the messages go that SNS cannot deliver
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
   * Copies messages into a queue of another domain.
   *
   * The subscription is that domain's: it stands in the stack of the queue, and the key of the queue lets this topic in.
   * The topic's stack does not refer to it and exports nothing for it, so that the other stack may come and go; it is
   * only deployed after this one.
   *
   * @param subscriber whose the queue is, and what is made for it
   * @returns where the messages go that SNS cannot deliver
   */
  subscribeForeign(subscriber: Domain, queue: GuardedQueue, filter?: FilterPolicy): DeadLetterQueue {
    const topicArn = namedArn(queue, 'sns', this.#topicName)
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
        `Messaging-${this.#domain.stage}-*-Undelivered (SQS console): the one that holds a message names the ` +
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
        'the topic send, and that their KMS keys (of the domain of the consumer; of operations) are enabled and let SNS use ' +
        `them. Which message: search the log groups ${logGroupPrefix(this.#domain)} for what was published in the ` +
        'minute before, and follow its id with npm run trace. Publish it again once the cause is mended. If the cause is unclear, turn on delivery status ' +
        'logging of the topic (SNS console) for the next one. This alarm ends after a few minutes; the message stays lost.',
    })
  }
}
