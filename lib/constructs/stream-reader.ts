import { Duration } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { IGrantable, IPrincipal } from 'aws-cdk-lib/aws-iam'
import {
  type CfnEventSourceMapping,
  EventSourceMapping,
  MetricType,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import type { FunctionName } from '../packaging/functions.ts'
import { Alarm } from './alarm.ts'
import { invoked } from './canary.ts'
import type { Compute } from './compute.ts'
import type { Domain } from './domain.ts'
import type { DomainBucket } from './domain-bucket.ts'
import { DomainFunction } from './domain-function.ts'
import type { GuardedStream } from './guarded-stream.ts'
import { defaultMaximumAge, type ReaderSettings, refuseReader, silentLoss } from './stream-reader-rules.ts'

export interface StreamReaderProps {
  readonly domain: Domain
  readonly stream: GuardedStream
  /** The function. It gets records in batches, those of one partition key in order. */
  readonly function: FunctionName
  readonly description: string
  readonly timeout: Duration
  readonly environment: Readonly<Record<string, string>>
  /** @default - 512 MB of arm64 */
  readonly compute?: Compute
  /**
   * The bucket where Lambda puts given-up batches with their records, and the function those that wait for a release,
   * below {@link GIVEN_UP}.
   */
  readonly givenUp: DomainBucket
  /** The most records per invocation, 1 to 10,000. @default 100 */
  readonly batchSize?: number
  /** How long Lambda gathers records for a batch, up to 5 minutes. @default - no window */
  readonly batchingWindow?: Duration
  /**
   * How many batches of a shard are processed at once, 1 to 10; records of a partition key stay in order. @default 1
   */
  readonly parallelization?: number
  /**
   * How often a failed batch is retried before it is given up, after it was halved down to the failing record. @default
   * 3
   */
  readonly retries?: number
  /**
   * At which age a record is given up. This limits what retries do not: a throttled try uses up no retry.
   *
   * @default - an hour less than the stream keeps it, at most a week
   */
  readonly maximumAge?: Duration
  /**
   * Whether records are pushed, with 2 MiB per second and shard for this reader only, at a price per hour. Changing
   * this makes another event source, which reads the stream from its beginning. @default - polled once a second
   */
  readonly fanOut?: boolean
  /** From which age of the current records the alarm goes off. @default 5 minutes */
  readonly alarmAtAge?: Duration
}

/** The prefix of the keys of given-up batches (Lambda, Kinesis on-failure destination). */
export const GIVEN_UP = 'aws/lambda/'

const AGE_PERIOD = Duration.minutes(5)

/**
 * A function that reads a stream in batches and reports which record failed.
 *
 * A failed batch is halved down to the failing record, which is retried and then put into a bucket, and the shard
 * continues: a bad record does not block the shard for long, and none is lost silently.
 *
 * It starts with the oldest record in the stream: "with LATEST, the event source mapping might miss events" while it is
 * created (Lambda, Kinesis event source).
 */
export class StreamReader extends Construct implements IGrantable {
  readonly worker: DomainFunction
  readonly grantPrincipal: IPrincipal
  readonly #domain: Domain
  readonly #stream: GuardedStream

  constructor(scope: Construct, id: string, props: StreamReaderProps) {
    super(scope, id)
    const { domain, stream, givenUp } = props
    this.#domain = domain
    this.#stream = stream
    const settings = settingsOf(props)
    refuseReader(this, stream, settings)
    this.worker = new DomainFunction(this, 'Worker', {
      domain,
      function: props.function,
      description: props.description,
      timeout: props.timeout,
      environment: { ...props.environment, GIVEN_UP_BUCKET: givenUp.bucketName },
      compute: props.compute,
    })
    this.grantPrincipal = this.worker.grantPrincipal
    givenUp.grant(this, `${GIVEN_UP}*`, 'PutObject')
    // Lambda requires both (Lambda, Kinesis on-failure destination, S3).
    givenUp.grantList(this)
    const source = new EventSourceMapping(this, 'Source', {
      target: invoked(this, {
        domain,
        worker: this.worker,
        timeout: props.timeout,
        // Lambda gives records up, after the function has failed on them.
        givesUp: false,
        rejects: false,
      }),
      eventSourceArn: this.#sourceArn(props.fanOut ?? false),
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: settings.batchSize,
      maxBatchingWindow: settings.batchingWindow,
      parallelizationFactor: props.parallelization,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      retryAttempts: settings.retries,
      maxRecordAge: settings.maximumAge,
      onFailure: { bind: () => ({ destination: givenUp.bucketArn }) },
      metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
    })
    this.#refuseSilentLoss(source)
    this.#alarmOnOldRecords(settings)
    this.#alarmOnGivenUpRecords(source, givenUp)
    this.#alarmOnLostRecords(givenUp)
  }

  #sourceArn(fanOut: boolean): string {
    return fanOut ? this.#stream.grantSubscribe(this, this.worker.service) : this.#stream.grantPoll(this)
  }

  #refuseSilentLoss(source: EventSourceMapping): void {
    const resource = source.node.defaultChild as CfnEventSourceMapping
    this.node.addValidation({ validate: () => silentLoss(resource) })
  }

  /**
   * Lambda emits the age when it invokes the function, so not while a try lasts. The alarm therefore evaluates as many
   * periods as the longest try takes, and one old period is enough.
   */
  #alarmOnOldRecords({ timeout, alarmAtAge, maximumAge }: ReaderSettings): void {
    const { service, logGroupName, function: worker } = this.worker
    new Alarm(this, 'OldRecords', {
      domain: this.#domain,
      name: `${service}-old-records`,
      metric: worker.metric('IteratorAge', { statistic: 'Maximum', period: AGE_PERIOD }),
      threshold: alarmAtAge.toMilliseconds(),
      evaluationPeriods: Math.ceil(timeout.toSeconds() / AGE_PERIOD.toSeconds()) + 2,
      datapointsToAlarm: 1,
      runbook: 'old-records',
      description:
        `${service} is working on records that are more than ${alarmAtAge.toHumanString()} old: what it writes is as late. ` +
        `Nothing is lost before ${maximumAge.toHumanString()}; then Lambda gives records up into a bucket. If an alarm ` +
        '"waiting-for-…" is on, too, that is why. ' +
        `Otherwise look in the log group ${logGroupName} for errors: a record that fails holds up its shard until its ` +
        "retries are used up. No errors: look at the function's Throttles and Duration, and at IncomingRecords of the " +
        'stream (Kinesis console). If more comes in than it works off, raise the number of shards or the parallelization. ' +
        'After an outage it ends when the backlog is worked off.',
    })
  }

  #alarmOnGivenUpRecords(source: EventSourceMapping, { node }: DomainBucket): void {
    const { service, logGroupName } = this.worker
    new Alarm(this, 'GivenUpRecords', {
      domain: this.#domain,
      name: `${service}-given-up`,
      metric: this.#countOf('OnFailureDestinationDeliveredEventCount', {
        EventSourceMappingUUID: source.eventSourceMappingId,
      }),
      threshold: 1,
      runbook: 'given-up-records',
      description:
        `Lambda has given up records of ${service}, after all retries or for their age, and has put them into the bucket ` +
        `${node.path} below ${GIVEN_UP}, as the function got them. The shard goes on, and nothing is lost. Each object ` +
        'says why as its "condition": RetryAttemptsExhausted or RecordAgeExceeded. Look in the log group ' +
        `${logGroupName} for the errors of the minutes before. A queue tells the consumer of the bucket of each object; ` +
        'if that one fails, too, the alarms of its queue say what to do. This alarm ends a few minutes after the last ' +
        'record was given up.',
    })
  }

  #alarmOnLostRecords({ node }: DomainBucket): void {
    const { service, function: worker } = this.worker
    new Alarm(this, 'LostRecords', {
      domain: this.#domain,
      name: `${service}-lost-records`,
      metric: worker.metric('DestinationDeliveryFailures', { statistic: 'Sum', period: Duration.minutes(1) }),
      threshold: 1,
      runbook: 'lost-records',
      description:
        `Lambda has given up a batch of ${service} and could not put it into the bucket ${node.path}: the function does ` +
        'not get it again. Check that the bucket exists (S3 console), that its KMS key is enabled, and that the ' +
        "function's role may put objects there, and mend what is wrong. The stream " +
        `${this.#stream.node.path} still holds the records until they are ` +
        `${this.#stream.retentionPeriod.toHumanString()} old: read it again from before the alarm, by then. Afterwards ` +
        'they are gone.',
    })
  }

  #countOf(metricName: string, dimensionsMap: Record<string, string>): Metric {
    return new Metric({
      namespace: 'AWS/Lambda',
      metricName,
      dimensionsMap,
      statistic: 'Sum',
      period: Duration.minutes(1),
    })
  }
}

function settingsOf(props: StreamReaderProps): ReaderSettings {
  return {
    timeout: props.timeout,
    batchSize: props.batchSize ?? 100,
    batchingWindow: props.batchingWindow,
    parallelization: props.parallelization ?? 1,
    retries: props.retries ?? 3,
    maximumAge: props.maximumAge ?? defaultMaximumAge(props.stream),
    alarmAtAge: props.alarmAtAge ?? Duration.minutes(5),
  }
}
