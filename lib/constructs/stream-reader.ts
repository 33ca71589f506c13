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
import type { Compute } from './compute.ts'
import type { Domain } from './domain.ts'
import type { DomainBucket } from './domain-bucket.ts'
import { DomainFunction } from './domain-function.ts'
import type { GuardedStream } from './guarded-stream.ts'
import { defaultMaximumAge, type ReaderSettings, refuseReader, silentLoss } from './stream-reader-rules.ts'

export interface StreamReaderProps {
  readonly domain: Domain
  readonly stream: GuardedStream
  /** Whose records come in batches, those of one partition key in order. */
  readonly function: FunctionName
  readonly description: string
  readonly timeout: Duration
  readonly environment: Readonly<Record<string, string>>
  /** @default - 512 MB of arm64 */
  readonly compute?: Compute
  /** Where Lambda puts the batches that it gives up, below {@link GIVEN_UP}: with their records, as the function got them. */
  readonly givenUp: DomainBucket
  /** How many records at most come in one invocation, 1 to 10,000. @default 100 */
  readonly batchSize?: number
  /** How long Lambda gathers records for a batch, up to 5 minutes. @default - not at all */
  readonly batchingWindow?: Duration
  /** How many batches of one shard are worked on at once, 1 to 10; those of a partition key stay in order. @default 1 */
  readonly parallelization?: number
  /** How often a batch that failed is tried again before it is given up, once it is halved down to what fails. @default 3 */
  readonly retries?: number
  /**
   * How old a record gets before it is given up. It bounds what retries do not: a try that is throttled uses up none.
   *
   * @default - an hour less than the stream keeps it, at most a week
   */
  readonly maximumAge?: Duration
  /**
   * Whether records are pushed to it, 2 MiB a second and shard for this reader alone, at a price by the hour. Another
   * answer makes another event source, which reads the stream from its beginning. @default - polled once a second
   */
  readonly fanOut?: boolean
  /** The age of the records at hand that wakes somebody. @default 5 minutes */
  readonly alarmAtAge?: Duration
}

/** What Lambda begins the keys of given-up batches with (Lambda, Kinesis on-failure destination). */
export const GIVEN_UP = 'aws/lambda/'

const AGE_PERIOD = Duration.minutes(5)

/**
 * A function that reads a stream in batches and answers which record failed.
 *
 * A batch that fails is halved down to the record that fails, which is tried again and then put into a bucket, and the
 * shard goes on: one bad record holds up nothing for long, and none is lost without a word.
 *
 * It begins with what the stream holds: "with LATEST, the event source mapping might miss events" while it is made
 * (Lambda, Kinesis event source).
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
      environment: props.environment,
      compute: props.compute,
    })
    this.grantPrincipal = this.worker.grantPrincipal
    givenUp.grant(this, `${GIVEN_UP}*`, 'PutObject')
    // Lambda asks for both (Lambda, Kinesis on-failure destination, S3).
    givenUp.grantList(this)
    const source = new EventSourceMapping(this, 'Source', {
      target: this.worker.function,
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
   * Lambda says the age when it invokes the function, so nothing while a try lasts: as many periods are looked at as the
   * longest try takes, and one that is old suffices.
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
