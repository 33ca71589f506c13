import { Duration } from 'aws-cdk-lib'
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { alarmWords } from '../names/alarm-name.ts'
import { namedArn, queueName } from '../names/queue-name.ts'
import { Alarm } from './alarm.ts'
import { DeadLetterQueue } from './dead-letter-queue.ts'
import { type Domain, logGroupName } from './domain.ts'
import { refuseWhatCannotWork, visibilityTimeoutFor } from './guarded-queue-rules.ts'
import { defaultAlarmAge } from './message-lifetime.ts'
import type { QueueConsumer } from './queue-consumer.ts'
import { queueSecurity, throughput } from './queue-settings.ts'
import { refuse } from './refusal.ts'

export interface GuardedQueueProps {
  readonly domain: Domain
  /** @default false */
  readonly fifo?: boolean
  /** The function that processes the messages. */
  readonly consumer: QueueConsumer
  /** How long a message waits before it can be received, up to 15 minutes. @default - no delay */
  readonly deliveryDelay?: Duration
  /** @default 4 days */
  readonly retentionPeriod?: Duration
  /**
   * How many times a failing message is tried before its consumer makes it a dead letter, with the reason. A receive is
   * not a try: a message that waits for a service that is down, or for another message, uses up no try.
   *
   * @default 5, or maxReceiveCount if that is less
   */
  readonly tries?: number
  /**
   * How many times a message is received before SQS makes it a dead letter, without a reason: the safety net for a
   * function that cannot even start. When that is fixed, the messages are still in the queue. The consumer spreads the
   * receives of a waiting message over the retention period.
   *
   * @default - as often as fits into half the retention period, 5 to 1000
   */
  readonly maxReceiveCount?: number
  /** @default - a new queue of the same type that keeps messages for 14 days */
  readonly deadLetterQueue?: DeadLetterQueue
  /** From how many messages the alarm of its default dead-letter queue goes off. @default 1 */
  readonly alarmAtDeadLetters?: number
  /**
   * From which age of the oldest message the alarm goes off. @default 5 minutes, or half the retention period if less
   */
  readonly alarmAtAge?: Duration
}

/**
 * A queue with everything that its consumer needs: a dead-letter queue, its domain's key, a policy that requires TLS, a
 * matching visibility timeout, long polling, and alarms.
 *
 * @example
 * new GuardedQueue(this, 'Shipping', { domain, fifo: true, consumer: { function: 'shop/shipping', timeout:
 * Duration.seconds(30) } })
 */
export class GuardedQueue extends Construct {
  readonly queue: Queue
  /** As it is known before the queue is made. */
  readonly queueName: string
  readonly deadLetterQueue: DeadLetterQueue
  readonly consumer: QueueConsumer
  readonly fifo: boolean
  readonly tries: number
  readonly maxReceiveCount: number
  readonly retentionPeriod: Duration
  readonly alarmAtAge: Duration
  readonly #domain: Domain

  constructor(scope: Construct, id: string, props: GuardedQueueProps) {
    super(scope, id)
    this.#domain = props.domain
    this.fifo = props.fifo ?? false
    this.consumer = props.consumer
    if (props.deadLetterQueue !== undefined && props.alarmAtDeadLetters !== undefined) {
      refuse(
        this,
        `Its alarmAtDeadLetters is ${props.alarmAtDeadLetters}, and its dead-letter queue ${props.deadLetterQueue.node.path} is given.`,
        'Give alarmAtMessages to that one.',
      )
    }
    this.deadLetterQueue = props.deadLetterQueue ?? this.#ownDeadLetterQueue(props.alarmAtDeadLetters)
    const tries = props.tries ?? Math.min(5, props.maxReceiveCount ?? 5)
    const retentionPeriod = props.retentionPeriod ?? Duration.days(4)
    const visibilityTimeout = visibilityTimeoutFor(props.consumer)
    const settings = {
      fifo: this.fifo,
      tries,
      visibilityTimeout,
      deliveryDelay: props.deliveryDelay,
      retentionPeriod,
      maxReceiveCount: props.maxReceiveCount ?? receivesWithin(retentionPeriod, visibilityTimeout),
      alarmAtAge: props.alarmAtAge ?? defaultAlarmAge(retentionPeriod, props.deliveryDelay),
    }
    refuseWhatCannotWork(this, props.consumer, settings, this.deadLetterQueue)
    this.tries = settings.tries
    this.maxReceiveCount = settings.maxReceiveCount
    this.retentionPeriod = settings.retentionPeriod
    this.alarmAtAge = settings.alarmAtAge
    const name = queueName(this, this.fifo)
    this.queueName = name
    this.deadLetterQueue.allowSource(namedArn(this, 'sqs', name))
    this.queue = new Queue(this, 'Queue', {
      ...queueSecurity(props.domain.key),
      ...throughput(this.fifo),
      queueName: name,
      visibilityTimeout: settings.visibilityTimeout,
      deliveryDelay: settings.deliveryDelay,
      retentionPeriod: settings.retentionPeriod,
      receiveMessageWaitTime: Duration.seconds(20),
      deadLetterQueue: { queue: this.deadLetterQueue.queue, maxReceiveCount: settings.maxReceiveCount },
    })
    this.#alarmOnAge(name, settings.alarmAtAge)
  }

  grantSend(grantee: IGrantable): void {
    this.#grant(grantee, 'sqs:SendMessage')
    this.#domain.key.grantThrough('sqs', grantee, 'kms:Decrypt', 'kms:GenerateDataKey')
  }

  /**
   * Grants what an event source needs on behalf of its function (Lambda, Using Lambda with SQS, Execution role
   * permissions), and what the function needs to set when a message comes again.
   */
  grantConsume(grantee: IGrantable): void {
    this.#grant(
      grantee,
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:ChangeMessageVisibility',
    )
    this.#domain.key.grantThrough('sqs', grantee, 'kms:Decrypt')
  }

  /** For a function that only asks how many messages the queue holds. */
  grantDepth(grantee: IGrantable): void {
    this.#grant(grantee, 'sqs:GetQueueAttributes')
  }

  #grant(grantee: IGrantable, ...actions: string[]): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions, resources: [this.queue.queueArn] }),
    )
  }

  #ownDeadLetterQueue(alarmAtMessages?: number): DeadLetterQueue {
    const logs = this.#consumersLogGroup()
    return new DeadLetterQueue(this, 'DeadLetters', {
      domain: this.#domain,
      fifo: this.fifo,
      alarm: `${alarmWords(this.#domain, this)}-dead-letters`,
      alarmAtMessages,
      contents: `messages that ${this.consumer.function} could not process`,
      remedy:
        'Why: receive one without deleting it and read its attributes "reason" and "attempts"; the log group ' +
        `${logs} has a line a try under its message id. Mend the cause first; then redrive ` +
        `them to ${queueName(this, this.fifo)} (SQS console, Start DLQ redrive, custom destination), or delete what ` +
        'must never run.',
    })
  }

  #alarmOnAge(name: string, age: Duration): void {
    new Alarm(this, 'OldMessages', {
      domain: this.#domain,
      name: `${alarmWords(this.#domain, this)}-old-messages`,
      metric: this.queue.metricApproximateAgeOfOldestMessage({
        statistic: 'Maximum',
        period: Duration.minutes(1),
      }),
      threshold: age.toSeconds(),
      evaluationPeriods: 3,
      runbook: 'old-messages',
      description:
        `A message has waited in ${name} for more than ${age.toHumanString()}: ${this.consumer.function} is failing, ` +
        'throttled, or slower than what comes in. Nothing is lost. Look for errors in the log group ' +
        `${this.#consumersLogGroup()}, then at the function's Throttles and Duration and at the event source's state ` +
        '(Lambda console, Triggers). Failing: mend it, the messages come again by themselves. Slow: raise maxConcurrency.',
    })
  }

  #consumersLogGroup(): string {
    return logGroupName(this.#domain, this.consumer.function)
  }
}

/** How many receives fit, one visibility timeout apart, as with a function that cannot start. */
function receivesWithin(retention: Duration, visibility: Duration): number {
  const receives = Math.floor(retention.toSeconds() / 2 / visibility.toSeconds())
  return Math.min(1000, Math.max(5, receives))
}
