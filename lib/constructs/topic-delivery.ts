import { Stack, Validations } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { DeadLetterQueue } from './dead-letter-queue.ts'
import type { Domain } from './domain.ts'
import type { GuardedQueue } from './guarded-queue.ts'
import { refuseForeignKey, refuseSharedKey } from './queue-key.ts'
import { refuse } from './refusal.ts'

export interface TopicDeliveryProps {
  /** The domain of the queue. */
  readonly domain: Domain
  readonly topicArn: string
  /** Whether the topic is a FIFO one. */
  readonly fifo: boolean
  readonly queue: GuardedQueue
  /** The name of the alarm on undelivered messages: `shop-purchases-shipping-undelivered`. */
  readonly alarm: string
}

/** Lets a topic deliver to a queue once it is subscribed, with another queue for what SNS cannot deliver. */
export class TopicDelivery extends Construct {
  /** The queue for messages that SNS cannot deliver. */
  readonly undelivered: DeadLetterQueue
  readonly #topicArn: string

  constructor(scope: Construct, id: string, props: TopicDeliveryProps) {
    super(scope, id)
    const { domain, topicArn, queue } = props
    this.#topicArn = topicArn
    if (queue.fifo && !props.fifo) {
      refuse(
        this,
        `The FIFO queue ${queue.node.path} is subscribed to a standard topic, which does not deliver to FIFO queues.`,
        'Give the topic fifo: true, or make the queue a standard one.',
      )
    }
    refuseForeignKey(this, 'SNS', domain, queue)
    refuseSharedKey(this, domain)
    this.undelivered = this.#undelivered(props)
    this.#allowDelivery(queue.queue)
    this.#allowDelivery(this.undelivered.queue)
  }

  /**
   * "FIFO topic subscriptions use FIFO queues, and standard topic subscriptions use standard queues" (SNS, Dead-letter
   * queues).
   *
   * It does not use the domain's key: if that key is disabled, or its policy no longer allows SNS, SQS would refuse the
   * message for both queues.
   */
  #undelivered({ domain, fifo, queue, alarm }: TopicDeliveryProps): DeadLetterQueue {
    const undelivered = new DeadLetterQueue(this, 'Undelivered', {
      domain,
      key: domain.operationsKey,
      fifo,
      alarm,
      runbook: 'undelivered',
      contents: `messages that SNS could not deliver to the queue of ${queue.consumer.function}`,
      remedy:
        `Look at that queue (${queue.node.path}): does it exist, does its policy let the topic send, is the domain's ` +
        'KMS key enabled, does that key let SNS use it? Mend that first; then send the messages on to the queue with ' +
        'their group and deduplication ids (SQS redrives by itself only what came from a queue).',
    })
    Validations.of(undelivered).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is the dead-letter queue of an SNS subscription, which the rule does not recognize.',
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
          ArnEquals: { 'aws:SourceArn': this.#topicArn },
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
        },
      }),
    )
  }
}
