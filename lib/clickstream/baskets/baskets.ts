import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import type { IGrantable } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import type { Config } from '../../config.ts'
import { Alarm } from '../../constructs/alarm.ts'
import type { DeadLetterQueue } from '../../constructs/dead-letter-queue.ts'
import type { Domain } from '../../constructs/domain.ts'
import { DomainBucket } from '../../constructs/domain-bucket.ts'
import { DomainTable } from '../../constructs/domain-table.ts'
import { GuardedQueue } from '../../constructs/guarded-queue.ts'
import type { GuardedStream } from '../../constructs/guarded-stream.ts'
import { QueueWorker } from '../../constructs/queue-worker.ts'
import type { SignedHttpApi } from '../../constructs/signed-http-api.ts'
import { GIVEN_UP, StreamReader } from '../../constructs/stream-reader.ts'
import { UnsubscribeKey } from '../../constructs/unsubscribe-key.ts'
import { ConsentRoutes } from './consent-routes.ts'

export interface BasketsProps {
  readonly domain: Domain
  readonly config: Pick<Config, 'basketReminderMinutes' | 'consumerConcurrency' | 'streamFanOut'>
  readonly stream: GuardedStream
  /** How late an item may reach the stream and still be in a basket. */
  readonly lateness: Duration
  /** The API that the routes are added to. */
  readonly api: SignedHttpApi
  /** The queue of purchases that are on their way to the stream. */
  readonly purchases: GuardedQueue
  /** Purchases that SNS could not deliver to that queue. */
  readonly undeliveredPurchases: DeadLetterQueue
  /** The mail domain's queue. */
  readonly emails: GuardedQueue
}

/**
 * A message waits in the queue until its basket is due, 24 hours or more. This leaves three days for what is down then:
 * after three quarters of the retention, a message becomes a dead letter.
 */
const RETENTION = Duration.days(7)

/** "There can be a maximum of approximately 120,000 in flight messages" (SQS, Message quotas); hidden ones are in flight. */
const IN_FLIGHT_QUOTA = 120_000

/** One check in two seconds, which may take two reads. */
const CHECKS_A_SECOND = 1

/**
 * Reminders of abandoned baskets: stream → reader → the baskets of customers → a message that waits in its queue → the
 * mail domain (docs/decisions/waiting-in-the-queue.md).
 */
export class Baskets extends Construct {
  readonly baskets: DomainTable
  readonly consents: DomainTable
  /** How far the reader has come. */
  readonly readProgress: DomainTable
  readonly reminders: GuardedQueue
  /** The messages about batches that the reader gave up. */
  readonly givenUpBatches: GuardedQueue
  readonly givenUp: DomainBucket
  readonly #props: BasketsProps

  constructor(scope: Construct, id: string, props: BasketsProps) {
    super(scope, id)
    this.#props = props
    const { domain } = props
    this.baskets = new DomainTable(this, 'Baskets', { domain, key: 'customerId', expiry: 'expiresAt' })
    this.consents = new DomainTable(this, 'Consents', {
      domain,
      key: 'customerId',
      withoutExpiry: 'A consent lasts until the customer withdraws it.',
    })
    this.readProgress = new DomainTable(this, 'ReadProgress', {
      domain,
      key: 'name',
      expiry: 'expiresAt',
      // Deleted with the stack, like the stream whose shards it is about.
      removalPolicy: RemovalPolicy.DESTROY,
    })
    this.reminders = new GuardedQueue(this, 'Reminders', {
      domain,
      consumer: { function: 'clickstream/remind', timeout: Duration.seconds(30) },
      retentionPeriod: RETENTION,
      alarmAtAge: this.#oldestMessage().plus(Duration.hours(1)),
    })
    this.givenUp = new DomainBucket(this, 'GivenUpBucket', {
      domain,
      name: 'untaken',
      // Longer than dead letters are kept, because a redrive needs the batch.
      expiries: { [GIVEN_UP]: Duration.days(30) },
      withoutAccessLogs:
        'Only Lambda and the reader write objects, and the function that reads them logs each one.',
    })
    this.givenUpBatches = new GuardedQueue(this, 'Untaken', {
      domain,
      consumer: { function: 'clickstream/retake', timeout: Duration.minutes(1) },
    })
    this.givenUp.notify(this.givenUpBatches, { prefix: GIVEN_UP })
    this.#addReader()
    this.#addRetake()
    const unsubscribeKey = new UnsubscribeKey(this, 'UnsubscribeKey', domain)
    new ConsentRoutes(this, 'Routes', { ...props, consents: this.consents, unsubscribeKey })
    this.#addRemind(unsubscribeKey)
    this.#alarmOnMessagesInFlight()
  }

  #addReader(): void {
    const { domain, stream, config } = this.#props
    const reader = new StreamReader(this, 'Reader', {
      domain,
      stream,
      function: 'clickstream/baskets',
      description: 'Keeps what each customer has put into the basket, and queues reminders',
      // It waits while DynamoDB or SQS is down, because failures would use up the retries of the batch.
      timeout: Duration.minutes(15),
      environment: this.#takingEnvironment(),
      givenUp: this.givenUp,
      fanOut: config.streamFanOut,
    })
    this.#grantTaking(reader)
  }

  #addRetake(): void {
    const { domain, config } = this.#props
    const retake = new QueueWorker(this, 'Retake', {
      domain,
      queue: this.givenUpBatches,
      description: 'Takes batches into baskets that were given up, and dead-letters what cannot be taken',
      environment: { ...this.#takingEnvironment(), GIVEN_UP_BUCKET: this.givenUp.bucketName },
      // A batch has up to 6 MB.
      batchSize: 1,
      maxConcurrency: config.consumerConcurrency,
    })
    this.#grantTaking(retake)
    this.givenUp.grant(retake, `${GIVEN_UP}*`, 'GetObject')
    this.givenUp.grantList(retake)
  }

  #addRemind(unsubscribeKey: UnsubscribeKey): void {
    const { domain, stream, api, purchases, undeliveredPurchases, emails, config } = this.#props
    const remind = new QueueWorker(this, 'Remind', {
      domain,
      queue: this.reminders,
      description: 'Requests the mail about a basket when its wait is over',
      environment: {
        ...this.#waitingEnvironment(),
        CONSENTS_TABLE: this.consents.tableName,
        READ_PROGRESS_TABLE: this.readProgress.tableName,
        STREAM_NAME: stream.streamName,
        EMAILS_QUEUE_URL: emails.queue.queueUrl,
        PURCHASES_QUEUE_URL: purchases.queue.queueUrl,
        PURCHASES_DEAD_LETTER_QUEUE_URL: purchases.deadLetterQueue.queue.queueUrl,
        PURCHASES_UNDELIVERED_QUEUE_URL: undeliveredPurchases.queue.queueUrl,
        BASKETS_GIVEN_UP_QUEUE_URL: this.givenUpBatches.queue.queueUrl,
        UNSUBSCRIBE_KEY_ID: unsubscribeKey.keyId,
        UNSUBSCRIBE_URL: `${api.api.apiEndpoint}/unsubscribe`,
      },
      maxConcurrency: config.consumerConcurrency,
    })
    this.baskets.grant(remind, 'GetItem', 'PutItem')
    this.consents.grant(remind, 'GetItem')
    // It records for all environments how far the reader has come.
    this.readProgress.grant(remind, 'GetItem', 'PutItem', 'UpdateItem')
    stream.grantRead(remind, CHECKS_A_SECOND)
    const counted = [purchases, purchases.deadLetterQueue, undeliveredPurchases, this.givenUpBatches]
    for (const queue of counted) queue.grantDepth(remind)
    emails.grantSend(remind)
    unsubscribeKey.grantGenerateMac(remind)
  }

  #takingEnvironment(): Record<string, string> {
    return {
      ...this.#waitingEnvironment(),
      READ_PROGRESS_TABLE: this.readProgress.tableName,
      REMINDERS_QUEUE_URL: this.reminders.queue.queueUrl,
      LATENESS_SECONDS: String(this.#props.lateness.toSeconds()),
    }
  }

  #waitingEnvironment(): Record<string, string> {
    return {
      BASKETS_TABLE: this.baskets.tableName,
      STREAM_RETENTION_SECONDS: String(this.#props.stream.retentionPeriod.toSeconds()),
      REMINDER_SECONDS: String(this.#wait().toSeconds()),
      REMINDER_MESSAGE_SECONDS: String(this.#oldestMessage().toSeconds()),
    }
  }

  #grantTaking(taker: IGrantable): void {
    this.baskets.grant(taker, 'GetItem', 'PutItem')
    this.readProgress.grant(taker, 'UpdateItem')
    this.reminders.grantSend(taker)
  }

  #wait(): Duration {
    return Duration.minutes(this.#props.config.basketReminderMinutes)
  }

  /**
   * How old a message may be when its basket is due. For a basket that is still changed, the reader sends another message
   * then, so that none gets as old as the queue keeps it.
   */
  #oldestMessage(): Duration {
    return Duration.minutes(2 * this.#props.config.basketReminderMinutes + 60)
  }

  #alarmOnMessagesInFlight(): void {
    const { domain } = this.#props
    const minutes = this.#wait().toMinutes()
    new Alarm(this, 'InFlight', {
      domain,
      name: `${domain.name}-reminders-in-flight`,
      metric: this.reminders.queue.metricApproximateNumberOfMessagesNotVisible({
        statistic: 'Maximum',
        period: Duration.minutes(1),
      }),
      threshold: IN_FLIGHT_QUOTA / 2,
      runbook: 'in-flight',
      description:
        `${this.reminders.queueName} hides more than ${IN_FLIGHT_QUOTA / 2} messages, half of what SQS allows. Each is a ` +
        `basket that waits for the end of its ${minutes} minutes. At ${IN_FLIGHT_QUOTA}, SQS hands out no message ` +
        'until one comes back: reminders are late, and none is lost. Shorten basketReminderMinutes, or split the queue.',
    })
  }
}
