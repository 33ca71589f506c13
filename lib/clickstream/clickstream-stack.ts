import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import type { IGrantable } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import { clickstreamPurchases } from '../../lambda/contracts/consumers/clickstream-purchases.ts'
import { DomainBucket } from '../constructs/domain-bucket.ts'
import { DomainFunction } from '../constructs/domain-function.ts'
import { DomainTable } from '../constructs/domain-table.ts'
import type { FanOutTopic } from '../constructs/fan-out-topic.ts'
import { GuardedQueue } from '../constructs/guarded-queue.ts'
import { GuardedStream } from '../constructs/guarded-stream.ts'
import { QueueWorker } from '../constructs/queue-worker.ts'
import type { SignedHttpApi } from '../constructs/signed-http-api.ts'
import { GIVEN_UP, StreamReader } from '../constructs/stream-reader.ts'
import { DomainStack, type DomainStackProps } from '../domain-stack.ts'
import { eventFilter } from '../filter-policy/event-filter.ts'
import { Baskets, type BasketsProps } from './baskets/baskets.ts'
import { BY_MINUTE, ClickstreamApi } from './clickstream-api.ts'
import { Lake } from './lake/lake.ts'

export interface ClickstreamStackProps extends DomainStackProps {
  /** The shop's topic. */
  readonly purchases: FanOutTopic
  /** The mail domain's queue. */
  readonly emails: GuardedQueue
}

/** Where purchases are on their way to the stream. */
type Purchases = Pick<BasketsProps, 'purchases' | 'undeliveredPurchases'>

/** How late an event may reach the stream and still be counted in its minute. */
const LATENESS = Duration.hours(1)

/**
 * How often the replay reads a shard. Of the five reads per second, this leaves four: the two live readers, Firehose,
 * and the check of reminders.
 */
const REPLAY_READS_A_SECOND = 1

/**
 * Events → stream → trends by minute and product, with recounts of given-up batches and replays of the past; the lake;
 * and reminders of abandoned baskets.
 */
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
      // Deleted with the stack, like the stream whose records it is about.
      removalPolicy: RemovalPolicy.DESTROY,
    })
    this.#generations = new DomainTable(this, 'Generations', {
      domain: this,
      key: 'name',
      // For the documents of a replay; the generations themselves do not expire.
      expiry: 'expiresAt',
    })
    const api = this.#addApi()
    const purchases = this.#addPurchases(props)
    this.#addTrends(props)
    this.#addReplay(this.#addLake(props))
    this.#addBaskets(props, { api, ...purchases })
    this.output('StreamName', this.#stream.streamName, 'Events of visitors and purchases')
    this.output('TrendsTableName', this.#trends.tableName, 'The figures, by product and minute')
    this.output('CountedEventsTableName', this.#countedEvents.tableName, 'Which events are counted')
    this.output(
      'GenerationsTableName',
      this.#generations.tableName,
      'The live generations of figures, and replays',
    )
  }

  #addApi(): SignedHttpApi {
    const { api } = new ClickstreamApi(this, 'Api', {
      domain: this,
      stream: this.#stream,
      trends: this.#trends,
      generations: this.#generations,
    })
    this.output(
      'ClickstreamApiUrl',
      api.api.apiEndpoint,
      'POST /events, GET /trends and more; requests signed with SigV4 for execute-api',
    )
    return api
  }

  /** A standard queue, because the order does not matter to sums; a FIFO topic can deliver to it. */
  #addPurchases({ config, purchases }: ClickstreamStackProps): Purchases {
    const queue = new GuardedQueue(this, 'Purchases', {
      domain: this,
      consumer: {
        function: 'clickstream/purchases',
        timeout: Duration.seconds(30),
        // A delay of a second does not matter to trends, and ten purchases share one request to the stream.
        batchingWindow: Duration.seconds(1),
      },
    })
    const undeliveredPurchases = purchases.subscribeForeign(this, queue, eventFilter(clickstreamPurchases))
    const bridge = new QueueWorker(this, 'Bridge', {
      domain: this,
      queue,
      description: 'Puts purchased products into the stream, with nothing about the buyer but the id',
      environment: { STREAM_NAME: this.#stream.streamName },
      maxConcurrency: config.consumerConcurrency,
    })
    this.#stream.grantWrite(bridge)
    this.outputQueue('Purchases', queue)
    this.output(
      'PurchasesUndeliveredQueueUrl',
      undeliveredPurchases.queue.queueUrl,
      'Messages that SNS could not deliver to clickstream/purchases',
    )
    return { purchases: queue, undeliveredPurchases }
  }

  #addTrends({ config }: ClickstreamStackProps): void {
    const givenUp = new DomainBucket(this, 'GivenUpBucket', {
      domain: this,
      name: 'given-up',
      // Longer than dead letters are kept, because a redrive needs the batch.
      expiries: { [GIVEN_UP]: Duration.days(30) },
      withoutAccessLogs:
        'Only Lambda and the reader write objects, and the function that reads them logs each one.',
    })
    this.output(
      'GivenUpBucketName',
      givenUp.bucketName,
      'Batches of the stream that Lambda gave up, and records that wait for a release',
    )
    this.#addRecount(givenUp, config.consumerConcurrency)
    const reader = new StreamReader(this, 'Counter', {
      domain: this,
      stream: this.#stream,
      function: 'clickstream/trends',
      description: 'Counts what visitors do and buy, by product and minute',
      // It waits while DynamoDB is down, because failures would use up the retries of the batch.
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
      description: 'Counts batches that were given up, and dead-letters what cannot be counted',
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

  /** `npm run replay` invokes it step by step. */
  #addReplay(lake: Lake): void {
    const replay = new DomainFunction(this, 'Replay', {
      domain: this,
      function: 'clickstream/replay',
      description: 'Counts past events of the stream or the lake again, beside the live figures',
      timeout: Duration.minutes(2),
      environment: {
        ...this.#countingEnvironment(),
        ...lake.readerEnvironment,
        STREAM_NAME: this.#stream.streamName,
      },
    })
    this.#stream.grantRead(replay, REPLAY_READS_A_SECOND)
    lake.grantRead(replay)
    this.#grantCounting(replay)
    // It compares both generations and stores its progress.
    this.#trends.grantQuery(replay, BY_MINUTE)
    this.#generations.grant(replay, 'BatchGetItem', 'PutItem')
    this.output(
      'ReplayFunctionName',
      replay.function.functionName,
      'The function that npm run replay invokes',
    )
  }

  #addLake({ config }: ClickstreamStackProps): Lake {
    const lake = new Lake(this, 'Lake', {
      domain: this,
      stream: this.#stream,
      retentionDays: config.lakeRetentionDays,
      bufferSeconds: config.lakeBufferSeconds,
      lateness: LATENESS,
    })
    this.output('LakeBucketName', lake.bucket.bucketName, 'The lake: all events, by hour of arrival')
    this.output('LakeDeliveryStreamName', lake.deliveryStreamName, 'Delivers the stream into the lake')
    this.output('LakeDatabaseName', lake.database, 'The Glue database, with the table events')
    this.output('LakeWorkgroupName', lake.workgroupName, 'The Athena workgroup that npm run lake uses')
    return lake
  }

  #addBaskets(
    { config, emails }: ClickstreamStackProps,
    sources: Purchases & Pick<BasketsProps, 'api'>,
  ): void {
    const baskets = new Baskets(this, 'Baskets', {
      domain: this,
      config,
      stream: this.#stream,
      lateness: LATENESS,
      ...sources,
      emails,
    })
    this.outputQueue('Reminders', baskets.reminders)
    this.outputQueue('BasketsGivenUpBatches', baskets.givenUpBatches)
    this.output(
      'BasketsGivenUpBucketName',
      baskets.givenUp.bucketName,
      'Batches that the reader of baskets gave up',
    )
    this.output('BasketsTableName', baskets.baskets.tableName, 'The basket of each customer, by customer id')
    this.output(
      'ConsentsTableName',
      baskets.consents.tableName,
      'Who wants to be reminded of baskets, and where',
    )
    this.output(
      'ReadProgressTableName',
      baskets.readProgress.tableName,
      'How far the reader of baskets has come',
    )
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

  /** The permissions for the writes of a transaction, which marks and adds events (DynamoDB, Transactions and IAM). */
  #grantCounting(counter: IGrantable): void {
    this.#countedEvents.grant(counter, 'PutItem')
    this.#trends.grant(counter, 'UpdateItem')
    this.#generations.grant(counter, 'GetItem')
  }
}
