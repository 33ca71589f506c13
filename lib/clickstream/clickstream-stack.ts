import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import type { IGrantable } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import { purchasePlaced } from '../../lambda/contracts/purchase-events.ts'
import { DomainBucket } from '../constructs/domain-bucket.ts'
import { DomainFunction } from '../constructs/domain-function.ts'
import { DomainTable } from '../constructs/domain-table.ts'
import type { FanOutTopic } from '../constructs/fan-out-topic.ts'
import { GuardedQueue } from '../constructs/guarded-queue.ts'
import { GuardedStream } from '../constructs/guarded-stream.ts'
import { QueueWorker } from '../constructs/queue-worker.ts'
import { GIVEN_UP, StreamReader } from '../constructs/stream-reader.ts'
import { DomainStack, type DomainStackProps } from '../domain-stack.ts'
import { BY_MINUTE, ClickstreamApi } from './clickstream-api.ts'

export interface ClickstreamStackProps extends DomainStackProps {
  /** The shop's topic. */
  readonly purchases: FanOutTopic
}

/** How long after it happened an event may reach the stream and still be counted in its minute. */
const LATENESS = Duration.hours(1)

/** How often the replay reads a shard: a live reader that falls behind has three of the five reads a second left. */
const REPLAY_READS_A_SECOND = 2

/** Events → stream → trends, by minute and product; what cannot be counted live is counted again, and so is the past. */
export class ClickstreamStack extends DomainStack {
  readonly #stream: GuardedStream
  readonly #trends: DomainTable
  readonly #countedEvents: DomainTable
  readonly #generations: DomainTable

  constructor(scope: Construct, props: ClickstreamStackProps) {
    super(scope, 'Clickstream', props, 'Messaging: the clickstream of the shop, and its trends')
    const { streamCapacity: capacity, streamRetentionHours } = props.config
    this.#stream = new GuardedStream(this, 'Events', {
      domain: this,
      capacity,
      retentionPeriod: Duration.hours(streamRetentionHours),
    })
    this.#trends = new DomainTable(this, 'Trends', {
      domain: this,
      key: 'product',
      sortKey: 'slot',
      indexes: [{ name: BY_MINUTE, key: 'minuteSlot', sortKey: 'product' }],
      expiry: 'expiresAt',
    })
    this.#countedEvents = new DomainTable(this, 'CountedEvents', {
      domain: this,
      key: 'event',
      expiry: 'expiresAt',
      // It goes with the stack, as the stream does whose records it is about.
      removalPolicy: RemovalPolicy.DESTROY,
    })
    this.#generations = new DomainTable(this, 'Generations', {
      domain: this,
      key: 'name',
      // Of what a replay keeps while it lasts; the generations themselves stay.
      expiry: 'expiresAt',
    })
    this.#addApi()
    this.#addPurchases(props)
    this.#addTrends(props)
    this.#addReplay()
    this.output('StreamName', this.#stream.streamName, 'What visitors did, and what was bought')
    this.output('TrendsTableName', this.#trends.tableName, 'The figures, by product and minute')
    this.output('CountedEventsTableName', this.#countedEvents.tableName, 'Which events are counted')
    this.output('GenerationsTableName', this.#generations.tableName, 'Which figures are shown, and replays')
  }

  #addApi(): void {
    const { url } = new ClickstreamApi(this, 'Api', {
      domain: this,
      stream: this.#stream,
      trends: this.#trends,
      generations: this.#generations,
    })
    this.output(
      'ClickstreamApiUrl',
      url,
      'POST /events, GET /trends, GET /trends/{sku}; requests signed with SigV4 for execute-api',
    )
  }

  /** A standard queue, which a FIFO topic serves as well: trends are sums, and no purchase waits for another. */
  #addPurchases({ config, purchases }: ClickstreamStackProps): void {
    const queue = new GuardedQueue(this, 'Purchases', {
      domain: this,
      consumer: {
        function: 'clickstream/purchases',
        timeout: Duration.seconds(30),
        // Nobody minds a trend a second later, and ten purchases are one request to the stream.
        batchingWindow: Duration.seconds(1),
      },
    })
    const undelivered = purchases.subscribeForeign(this, queue, { type: [purchasePlaced.type] })
    const bridge = new QueueWorker(this, 'Bridge', {
      domain: this,
      queue,
      description: 'Puts what was bought into the stream, without who bought it',
      environment: { STREAM_NAME: this.#stream.streamName },
      maxConcurrency: config.consumerConcurrency,
    })
    this.#stream.grantWrite(bridge)
    this.outputQueue('Purchases', queue)
    this.output(
      'PurchasesUndeliveredQueueUrl',
      undelivered.queue.queueUrl,
      'What SNS could not deliver to clickstream/purchases',
    )
  }

  #addTrends({ config }: ClickstreamStackProps): void {
    const givenUp = new DomainBucket(this, 'GivenUpBucket', {
      domain: this,
      name: 'given-up',
      // Longer than a dead letter lives, which needs its batch to be tried again.
      expiries: { [GIVEN_UP]: Duration.days(30) },
      withoutAccessLogs: 'Lambda alone writes objects, and a function reads each, which logs it.',
    })
    this.output('GivenUpBucketName', givenUp.bucketName, 'Batches of the stream that Lambda gave up')
    this.#addRecount(givenUp, config.consumerConcurrency)
    const reader = new StreamReader(this, 'Counter', {
      domain: this,
      stream: this.#stream,
      function: 'clickstream/trends',
      description: 'Counts what visitors do and buy, by product and minute',
      // It waits by itself while DynamoDB is down: a function that fails uses up the retries of its batch.
      timeout: Duration.minutes(15),
      environment: this.#countingEnvironment(),
      givenUp,
      fanOut: config.streamFanOut,
    })
    this.#grantCounting(reader)
  }

  #addRecount(givenUp: DomainBucket, maxConcurrency: number): void {
    const queue = new GuardedQueue(this, 'GivenUp', {
      domain: this,
      consumer: { function: 'clickstream/recount', timeout: Duration.minutes(1) },
    })
    givenUp.notify(queue, { prefix: GIVEN_UP })
    const recount = new QueueWorker(this, 'Recount', {
      domain: this,
      queue,
      description: 'Counts batches that were given up, and sets apart what nobody can count',
      environment: { ...this.#countingEnvironment(), GIVEN_UP_BUCKET: givenUp.bucketName },
      // A batch has up to 6 MB.
      batchSize: 1,
      maxConcurrency,
    })
    this.#grantCounting(recount)
    givenUp.grant(recount, `${GIVEN_UP}*`, 'GetObject')
    givenUp.grantList(recount)
    this.outputQueue('GivenUpBatches', queue)
  }

  /** Invoked by `npm run replay`, part by part. */
  #addReplay(): void {
    const replay = new DomainFunction(this, 'Replay', {
      domain: this,
      function: 'clickstream/replay',
      description: 'Counts the past of the stream again, beside the figures that are shown',
      timeout: Duration.minutes(2),
      environment: { ...this.#countingEnvironment(), STREAM_NAME: this.#stream.streamName },
    })
    this.#stream.grantRead(replay, REPLAY_READS_A_SECOND)
    this.#grantCounting(replay)
    // It compares both generations, and keeps how far it is.
    this.#trends.grantQuery(replay, BY_MINUTE)
    this.#generations.grant(replay, 'BatchGetItem', 'PutItem')
    this.output('ReplayFunctionName', replay.function.functionName, 'What npm run replay invokes')
  }

  #countingEnvironment(): Record<string, string> {
    return {
      TRENDS_TABLE: this.#trends.tableName,
      COUNTED_EVENTS_TABLE: this.#countedEvents.tableName,
      GENERATIONS_TABLE: this.#generations.tableName,
      LATENESS_SECONDS: String(LATENESS.toSeconds()),
      STREAM_RETENTION_SECONDS: String(this.#stream.retentionPeriod.toSeconds()),
    }
  }

  /** A transaction marks events and adds them up: it takes the permissions of its writes (DynamoDB, Transactions and IAM). */
  #grantCounting(counter: IGrantable): void {
    this.#countedEvents.grant(counter, 'PutItem')
    this.#trends.grant(counter, 'UpdateItem')
    this.#generations.grant(counter, 'GetItem')
  }
}
