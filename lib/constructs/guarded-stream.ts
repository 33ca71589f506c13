import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { CfnStream, CfnStreamConsumer, type CfnStreamProps } from 'aws-cdk-lib/aws-kinesis'
import { Construct } from 'constructs'
import { alarmWords } from '../names/alarm-name.ts'
import { streamName } from '../names/stream-name.ts'
import { Alarm } from './alarm.ts'
import type { Domain } from './domain.ts'
import {
  lostOrder,
  refuseMoreConsumers,
  refuseMoreReads,
  refuseStream,
  type StreamCapacity,
} from './guarded-stream-rules.ts'

export interface GuardedStreamProps {
  readonly domain: Domain
  /**
   * A number of shards, or `on-demand`. A deployment can at most double or halve a number (Kinesis, UpdateShardCount).
   *
   * @default - one shard, for writes of 1,000 records or 1 MiB per second
   */
  readonly capacity?: StreamCapacity
  /** How long records can be read: whole hours from 24 to 8,760. @default 24 hours */
  readonly retentionPeriod?: Duration
  /** In KiB, 1,024 to 10,240. A reader refuses a size that its function could not get. @default 1024 */
  readonly maximumRecord?: number
}

interface Throttling {
  readonly id: string
  /** The end of its alarm's name. */
  readonly words: string
  readonly metricName: string
}

/** The actions of a reader that uses GetRecords; none that lists or changes streams. */
const READING = ['GetRecords', 'GetShardIterator', 'ListShards']

/** What Lambda asks of a stream besides (Lambda, Using Lambda with Kinesis, Execution role permissions). */
const DESCRIBING = ['DescribeStream', 'DescribeStreamSummary']

/**
 * "For standard iterators, Lambda polls each shard … at a base rate of once per second" (Lambda, Kinesis event source).
 */
const LAMBDA_READS_A_SECOND = 1

/** "Firehose calls GetRecords once per second for each shard" (Firehose, Amazon Kinesis Data Streams as a source). */
const FIREHOSE_READS_A_SECOND = 1

/**
 * A stream whose records keep the order of their partition key. It is encrypted with its domain's key and has alarms on
 * throttled writes and reads.
 *
 * Unlike queues, it has no policy that requires TLS, because Kinesis has no endpoint without TLS (AWS General
 * Reference).
 *
 * It is deleted with its stack, like queues: its records expire anyway, and CloudFormation would make another stream
 * with another name. It is named like queues, so that alarms and people find it.
 *
 * @example
 * const clicks = new GuardedStream(this, 'Clicks', { domain, capacity: 4, retentionPeriod: Duration.days(7) })
 * clicks.grantWrite(ingest)
 * new StreamReader(this, 'Counter', { domain, stream: clicks, givenUp, function: 'clicks/counter', … })
 */
export class GuardedStream extends Construct {
  readonly streamName: string
  /** As {@link streamName}, known before the stream is made: it does not refer to it. */
  readonly plainName: string
  readonly retentionPeriod: Duration
  /** In KiB. */
  readonly maximumRecord: number
  readonly #stream: CfnStream
  readonly #domain: Domain
  #readsASecond = 0
  #consumers = 0

  constructor(scope: Construct, id: string, props: GuardedStreamProps) {
    super(scope, id)
    const { domain, capacity = 1, retentionPeriod = Duration.hours(24), maximumRecord = 1024 } = props
    refuseStream(this, { capacity, retentionPeriod, maximumRecord })
    this.#domain = domain
    this.retentionPeriod = retentionPeriod
    this.maximumRecord = maximumRecord
    const name = streamName(this)
    this.plainName = name
    this.#stream = new CfnStream(this, 'Stream', {
      name,
      ...capacityOf(capacity),
      retentionPeriodHours: retentionPeriod.toHours(),
      maxRecordSizeInKiB: props.maximumRecord,
      streamEncryption: { encryptionType: 'KMS', keyId: domain.key.kmsKey.keyArn },
    })
    this.#stream.applyRemovalPolicy(RemovalPolicy.DESTROY)
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-KDS3',
      reason:
        "The domain's key can be disabled and its use is logged; each writer and reader calls KMS once in some minutes, which costs cents.",
    })
    this.streamName = this.#stream.ref
    this.node.addValidation({ validate: () => lostOrder(this.#stream) })
    this.#alarmOnThrottledWrites(name)
    this.#alarmOnThrottledReads(name)
  }

  /** For PutRecords, which reports for each record whether the stream accepted it. */
  grantWrite(grantee: IGrantable): void {
    this.#grant(grantee, 'PutRecords')
    this.#domain.key.grantThrough('kinesis', grantee, 'kms:GenerateDataKey')
  }

  /**
   * Lets a function read the stream itself.
   *
   * @param readsASecond the most GetRecords calls per second on a shard
   */
  grantRead(grantee: IGrantable & Construct, readsASecond: number): void {
    this.#countReads(grantee, readsASecond)
    this.#grant(grantee, ...READING)
    this.#domain.key.grantThrough('kinesis', grantee, 'kms:Decrypt')
  }

  /**
   * Grants what an event source needs on behalf of its function (Lambda, Using Lambda with Kinesis, Execution role
   * permissions).
   *
   * @returns the ARN to poll
   */
  grantPoll(reader: IGrantable & Construct): string {
    this.#countReads(reader, LAMBDA_READS_A_SECOND)
    this.#grant(reader, ...READING, ...DESCRIBING)
    this.#domain.key.grantThrough('kinesis', reader, 'kms:Decrypt')
    return this.#stream.attrArn
  }

  /**
   * Grants what Firehose needs of its source (Firehose, Grant Firehose access to Kinesis Data Streams).
   *
   * @returns the ARN to deliver from
   */
  grantDeliver(delivery: IGrantable & Construct): string {
    this.#countReads(delivery, FIREHOSE_READS_A_SECOND)
    this.#grant(delivery, ...READING, 'DescribeStream')
    this.#domain.key.grantThrough('kinesis', delivery, 'kms:Decrypt')
    return this.#stream.attrArn
  }

  /**
   * Like {@link grantPoll}, with enhanced fan-out: 2 MiB per second and shard for this reader only.
   *
   * @param name of the consumer, unique in the stream
   * @returns the ARN of the consumer, from which records are pushed
   */
  grantSubscribe(reader: IGrantable & Construct, name: string): string {
    this.#consumers++
    refuseMoreConsumers(reader, this, this.#consumers)
    const consumer = new CfnStreamConsumer(reader, 'Consumer', {
      consumerName: name,
      streamArn: this.#stream.attrArn,
    })
    this.#grant(reader, ...READING, ...DESCRIBING)
    reader.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard'],
        resources: [consumer.attrConsumerArn],
      }),
    )
    this.#domain.key.grantThrough('kinesis', reader, 'kms:Decrypt')
    return consumer.attrConsumerArn
  }

  #countReads(reader: Construct, readsASecond: number): void {
    this.#readsASecond += readsASecond
    refuseMoreReads(reader, this, this.#readsASecond)
  }

  #grant(grantee: IGrantable, ...actions: string[]): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: actions.map(action => `kinesis:${action}`),
        resources: [this.#stream.attrArn],
      }),
    )
  }

  #alarmOnThrottledWrites(name: string): void {
    this.#alarmOnThrottling(
      { id: 'ThrottledWrites', words: 'throttled-writes', metricName: 'WriteProvisionedThroughputExceeded' },
      `The stream ${name} has refused records in three of the last five minutes: a shard takes 1,000 records and 1 MiB ` +
        'a second. Whoever writes was told which, and sends them again or tells its client to; what nobody sends again ' +
        'is lost. Compare IncomingRecords and IncomingBytes with the number of shards (Kinesis console, Monitoring). ' +
        'If they come near its limit, raise the number of shards, at most to the double at a time; an on-demand stream ' +
        'grows by itself within 15 minutes. If they are far below it, one partition key has more than a shard takes, ' +
        'and more shards do not help: look in the log groups of those who write for whose key it is.',
    )
  }

  #alarmOnThrottledReads(name: string): void {
    this.#alarmOnThrottling(
      { id: 'ThrottledReads', words: 'throttled-reads', metricName: 'ReadProvisionedThroughputExceeded' },
      `Readers of the stream ${name} were throttled in three of the last five minutes: a shard answers five reads and ` +
        'gives 2 MiB a second, to all that poll it together. Nothing is lost, and readers fall behind. While a replay or ' +
        'a catch-up runs, that is to be expected, and ends with it. Otherwise look for somebody who reads beside the ' +
        'readers of this stack (CloudTrail, GetRecords), raise the number of shards, or give a reader enhanced fan-out ' +
        '(Kinesis console, Monitoring and Enhanced fan-out).',
    )
  }

  #alarmOnThrottling({ id, words, metricName }: Throttling, description: string): void {
    new Alarm(this, id, {
      domain: this.#domain,
      name: `${alarmWords(this.#domain, this)}-${words}`,
      metric: new Metric({
        namespace: 'AWS/Kinesis',
        metricName,
        dimensionsMap: { StreamName: this.streamName },
        statistic: 'Sum',
        period: Duration.minutes(1),
      }),
      threshold: 1,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      runbook: 'throttled-stream',
      description,
    })
  }
}

function capacityOf(capacity: StreamCapacity): CfnStreamProps {
  if (capacity === 'on-demand') return { streamModeDetails: { streamMode: 'ON_DEMAND' } }
  return { streamModeDetails: { streamMode: 'PROVISIONED' }, shardCount: capacity }
}
