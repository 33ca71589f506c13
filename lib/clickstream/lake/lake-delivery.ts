import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib'
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose'
import { LogGroup, LogStream, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { Alarm } from '../../constructs/alarm.ts'
import { type Domain, logGroupName } from '../../constructs/domain.ts'
import type { DomainBucket } from '../../constructs/domain-bucket.ts'
import type { GuardedStream } from '../../constructs/guarded-stream.ts'
import { refuseTakenLogGroup } from '../../constructs/log-group-owner.ts'
import { alarmWords } from '../../names/alarm-name.ts'
import { deliveryStreamName } from '../../names/lake-names.ts'
import { EVENTS, FAILED, HOUR, HOUR_FORMAT } from './lake-layout.ts'

export interface LakeDeliveryProps {
  readonly domain: Domain
  readonly stream: GuardedStream
  readonly bucket: DomainBucket
  /** How long Firehose gathers records for an object, 0 to 900 seconds. */
  readonly buffer: Duration
}

/**
 * The most that Firehose takes: events of 128 MB are about 20 MB in GZIP, and Athena reads few large objects faster than
 * many small ones. In a stream of few shards, the time decides; in one of many, the size.
 */
const BUFFER_MEGABYTES = 128

/** What Firehose needs beside buffering: to read, to write, and to try again. */
const DELIVERY = Duration.minutes(10)

/** Twice the longest buffer, so that what comes at the beginning is delivered before the end. */
const DELIVERED_WITHIN = Duration.minutes(30)

const ERRORS = 'errors'

/** Firehose, which writes the records of a stream into objects by the hour of their arrival, one record a line. */
export class LakeDelivery extends Construct {
  readonly deliveryStreamName: string
  readonly #domain: Domain
  readonly #role: Role

  constructor(scope: Construct, id: string, props: LakeDeliveryProps) {
    super(scope, id)
    const { domain, stream, bucket, buffer } = props
    this.#domain = domain
    const name = deliveryStreamName(this)
    this.#role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('firehose.amazonaws.com'),
      description: `What the delivery stream ${name} may do`,
    })
    const kinesisStreamArn = stream.grantDeliver(this.#role)
    bucket.grantDelivery(this.#role, `${EVENTS}*`, `${FAILED}*`)
    const errors = this.#errorLog()
    const delivery = new CfnDeliveryStream(this, 'Stream', {
      deliveryStreamName: name,
      deliveryStreamType: 'KinesisStreamAsSource',
      kinesisStreamSourceConfiguration: { kinesisStreamArn, roleArn: this.#role.roleArn },
      extendedS3DestinationConfiguration: {
        bucketArn: bucket.bucketArn,
        roleArn: this.#role.roleArn,
        prefix: `${HOUR}!{timestamp:${HOUR_FORMAT}}/`,
        errorOutputPrefix: `${FAILED}!{firehose:error-output-type}/hour=!{timestamp:${HOUR_FORMAT}}/`,
        fileExtension: '.json.gz',
        compressionFormat: 'GZIP',
        bufferingHints: { intervalInSeconds: buffer.toSeconds(), sizeInMBs: BUFFER_MEGABYTES },
        encryptionConfiguration: { kmsEncryptionConfig: { awskmsKeyArn: domain.key.kmsKey.keyArn } },
        // Firehose joins records as they are, and the lines of an object are what Athena reads. Since it adds the line
        // breaks, a producer's record that breaks a contract spoils no neighbour. It needs no dynamic partitioning.
        processingConfiguration: { enabled: true, processors: [{ type: 'AppendDelimiterToRecord' }] },
        cloudWatchLoggingOptions: errors,
      },
    })
    Validations.of(delivery).acknowledge({
      id: 'AwsSolutions-KDF1',
      reason:
        'Firehose stores nothing that it reads from a stream, which is encrypted, and takes no key for it.',
    })
    // Firehose checks at its creation that it may read the stream.
    delivery.node.addDependency(this.#role)
    this.deliveryStreamName = delivery.ref
    this.#alarmOnLateDelivery(name, buffer.plus(DELIVERY))
    this.#alarmOnNoDelivery(name, stream)
  }

  /** Firehose writes into a log stream that exists; it makes none. */
  #errorLog(): CfnDeliveryStream.CloudWatchLoggingOptionsProperty {
    const name = logGroupName(this.#domain, `${this.#domain.name}/lake`)
    refuseTakenLogGroup(this, name, 'A domain has one lake.')
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: name,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    const { logStreamName } = new LogStream(this, 'Errors', {
      logGroup,
      logStreamName: ERRORS,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    this.#role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
    )
    return { enabled: true, logGroupName: logGroup.logGroupName, logStreamName }
  }

  /**
   * On the age of the oldest record that is not in the bucket. No metric counts what is below `failed/`: only records
   * that cannot be processed go there, and a line break can be added to any.
   */
  #alarmOnLateDelivery(name: string, age: Duration): void {
    new Alarm(this, 'LateDelivery', {
      domain: this.#domain,
      name: `${alarmWords(this.#domain, 'lake')}-late-delivery`,
      metric: this.#metric('DeliveryToS3.DataFreshness', 'Maximum', Duration.minutes(5)),
      threshold: age.toSeconds(),
      evaluationPeriods: 2,
      runbook: 'late-delivery',
      description:
        `Firehose holds events that the lake has lacked for more than ${age.toHumanString()} (delivery stream ${name}). ` +
        'Queries of the lake answer without them; trends do not read the lake and are not affected. Nothing is lost while ' +
        'the stream keeps the events: Firehose tries again until then. Look at its errors in the log group ' +
        `/messaging/${this.#domain.stage}/${this.#domain.name}/lake: a bucket that is gone, a role or a key that refuses. ` +
        'When it is mended, Firehose catches up by itself.',
    })
  }

  /** The age is that of records that Firehose has read. One that cannot read the stream has none, and no other metric. */
  #alarmOnNoDelivery(name: string, stream: GuardedStream): void {
    const put = new Metric({
      namespace: 'AWS/Kinesis',
      metricName: 'IncomingRecords',
      dimensionsMap: { StreamName: stream.streamName },
      statistic: 'Sum',
      period: DELIVERED_WITHIN,
    })
    new Alarm(this, 'NoDelivery', {
      domain: this.#domain,
      name: `${alarmWords(this.#domain, 'lake')}-no-delivery`,
      metric: new MathExpression({
        expression: 'IF(FILL(put, 0) > 0 AND FILL(delivered, 0) < 1, 1, 0)',
        usingMetrics: { put, delivered: this.#metric('DeliveryToS3.Records', 'Sum', DELIVERED_WITHIN) },
        period: DELIVERED_WITHIN,
        label: 'events without delivery',
      }),
      threshold: 1,
      evaluationPeriods: 2,
      runbook: 'late-delivery',
      description:
        `Events came into the stream for an hour, and Firehose (delivery stream ${name}) has put none into the lake. It ` +
        'may not be able to read the stream: then it has no age either, and the alarm on late delivery is silent. ' +
        'Queries of the lake answer without these events; trends are not affected. They are lost to the lake when they ' +
        `are ${stream.retentionPeriod.toHumanString()} old. Look at its errors in the log group ` +
        `/messaging/${this.#domain.stage}/${this.#domain.name}/lake: a role or a key that refuses.`,
    })
  }

  #metric(metricName: string, statistic: string, period: Duration): Metric {
    const dimensionsMap = { DeliveryStreamName: this.deliveryStreamName }
    return new Metric({ namespace: 'AWS/Firehose', metricName, dimensionsMap, statistic, period })
  }
}
