import { Duration } from 'aws-cdk-lib'
import type { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import type { GuardedStream } from './guarded-stream.ts'
import { refuse } from './refusal.ts'
import { templateProperties } from './template-properties.ts'
import { refuseUnlessWhole, wholeSeconds } from './whole-number.ts'

export interface ReaderSettings {
  readonly timeout: Duration
  readonly batchSize: number
  readonly batchingWindow?: Duration
  readonly parallelization: number
  readonly retries: number
  readonly maximumAge: Duration
  readonly alarmAtAge: Duration
}

/** CreateEventSourceMapping, MaximumRecordAgeInSeconds: "a minimum value of 60", "maximum … 604,800". */
const AGE_SECONDS = { least: 60, most: 604_800 } as const

/** Lambda increases the waits between tries, without published figures; a minute is assumed. */
const LONGEST_WAIT_SECONDS = 60

/**
 * "6 MB each for request and response, synchronous" (Lambda quotas). Base64 takes four characters for three bytes, and
 * 4 KiB are reserved for the event around the record.
 */
const LARGEST_RECORD_KIB = Math.floor(((6 * 1024 - 4) * 3) / 4)

/**
 * An hour before the stream deletes a record, or a week, the maximum: enough time for the current try and for storing
 * the batch.
 */
export function defaultMaximumAge({ retentionPeriod }: GuardedStream): Duration {
  return Duration.seconds(Math.min(AGE_SECONDS.most, retentionPeriod.toSeconds() - 3600))
}

/**
 * How long a record that always fails blocks its shard: the batch is halved down to it, and "splitting batches doesn't
 * consume the retry quota" (Lambda, Kinesis on-failure destination); then it is retried.
 */
export function longestHold({ batchSize, retries, timeout }: ReaderSettings): Duration {
  const tries = Math.ceil(Math.log2(batchSize)) + retries + 1
  return Duration.seconds(tries * (timeout.toSeconds() + LONGEST_WAIT_SECONDS))
}

/** @throws RefusedError */
export function refuseReader(reader: Construct, stream: GuardedStream, settings: ReaderSettings): void {
  refuseFractions(reader, settings)
  refuseBatches(reader, settings)
  refuseRetries(reader, settings)
  refuseAge(reader, settings)
  refuseLoss(reader, stream, settings)
  refuseAlarm(reader, settings)
  refuseLargeRecords(reader, stream)
}

function refuseFractions(reader: Construct, settings: ReaderSettings): void {
  const durations: [string, Duration | undefined][] = [
    ['Its timeout', settings.timeout],
    ['Its batching window', settings.batchingWindow],
    ['Its maximumAge', settings.maximumAge],
    ['Its alarmAtAge', settings.alarmAtAge],
  ]
  for (const [setting, duration] of durations) {
    if (duration !== undefined) wholeSeconds(reader, setting, duration)
  }
}

function refuseBatches(
  reader: Construct,
  { batchSize, batchingWindow, parallelization }: ReaderSettings,
): void {
  refuseUnlessWhole(reader, 'Its batchSize', batchSize, {
    least: 1,
    most: 10_000,
    remedy: 'A Kinesis event source allows 1 to 10000.',
  })
  refuseUnlessWhole(reader, 'Its parallelization', parallelization, {
    least: 1,
    most: 10,
    remedy: 'Lambda processes 1 to 10 batches of a shard at a time.',
  })
  if (batchingWindow === undefined) return
  refuseUnlessWhole(reader, 'Its batching window in seconds', batchingWindow.toSeconds(), {
    least: 1,
    most: 300,
    remedy: 'Use 1 to 300, or leave it out.',
  })
  if (batchSize > 1) return
  refuse(
    reader,
    `It gathers records for ${show(batchingWindow)}, and its batchSize is 1: a batch is full with its first record.`,
    'Leave out batchingWindow, or raise batchSize.',
  )
}

function refuseRetries(reader: Construct, { retries }: ReaderSettings): void {
  if (retries === -1 || retries === Number.POSITIVE_INFINITY) {
    refuse(
      reader,
      `It retries without a limit (${retries}): a record that always fails would block its shard until it is too old, ` +
        'and most of the records after it would be too old as well.',
      'Use 0 to 10000.',
    )
  }
  refuseUnlessWhole(reader, 'Its retries', retries, {
    least: 0,
    most: 10_000,
    remedy: 'A Kinesis event source allows 0 to 10000.',
  })
}

function refuseAge(reader: Construct, { maximumAge }: ReaderSettings): void {
  const { least, most } = AGE_SECONDS
  refuseUnlessWhole(reader, 'Its maximumAge in seconds', maximumAge.toSeconds(), {
    least,
    most,
    remedy: `A Kinesis event source allows ${least} to ${most}, a week.`,
  })
}

function refuseLoss(
  reader: Construct,
  { node, retentionPeriod }: GuardedStream,
  settings: ReaderSettings,
): void {
  const { maximumAge, timeout } = settings
  const [age, retention] = [maximumAge.toSeconds(), retentionPeriod.toSeconds()]
  if (age + timeout.toSeconds() >= retention) {
    refuse(
      reader,
      `Its maximumAge is ${age} s, a try takes up to ${timeout.toSeconds()} s, and the stream ${node.path} keeps records ` +
        `for ${retention} s: records that Lambda cannot deliver (throttled, or no function) would be deleted before it gives them up.`,
      `Raise the stream's retentionPeriod above ${age + timeout.toSeconds()} s, or lower maximumAge.`,
    )
  }
  const hold = longestHold(settings).toSeconds()
  if (hold < age) return
  refuse(
    reader,
    `A record that always fails blocks its shard for up to ${hold} s (${settings.retries} retries of ` +
      `${timeout.toSeconds()} s, and the halving of a batch of ${settings.batchSize}), and its maximumAge is ${age} s: ` +
      'records behind it would be given up, too, without a try.',
    'Lower retries, timeout or batchSize, or raise maximumAge.',
  )
}

function refuseAlarm(reader: Construct, { alarmAtAge, batchingWindow, maximumAge }: ReaderSettings): void {
  const [age, window] = [alarmAtAge.toSeconds(), batchingWindow?.toSeconds() ?? 0]
  if (age <= window) {
    refuse(
      reader,
      `Its alarmAtAge is ${age} s, and it gathers records for up to ${window} s: each batch would set off the alarm.`,
      `Use more than ${window} s.`,
    )
  }
  if (age < maximumAge.toSeconds()) return
  refuse(
    reader,
    `Its alarmAtAge is ${age} s, and its maximumAge ${maximumAge.toSeconds()} s: no record gets that old, so the alarm never goes off.`,
    `Use less than ${maximumAge.toSeconds()} s.`,
  )
}

function refuseLargeRecords(reader: Construct, { node, maximumRecord }: GuardedStream): void {
  if (maximumRecord <= LARGEST_RECORD_KIB) return
  refuse(
    reader,
    `The stream ${node.path} takes records of up to ${maximumRecord} KiB, and Lambda passes a function at most 6 MB, ` +
      'in base64: a larger record is given up without a try.',
    `Lower the stream's maximumRecord to ${LARGEST_RECORD_KIB}, or put large content into a bucket and its key into the stream.`,
  )
}

/**
 * Finds settings that would silently lose records. The construct does not offer them, but the resource does.
 *
 * @returns errors in the event source's properties in the template
 */
export function silentLoss(source: CfnEventSourceMapping): string[] {
  const properties = templateProperties(source)
  const { OnFailure } = (properties.DestinationConfig ?? {}) as { OnFailure?: { Destination?: unknown } }
  const problems: string[] = []
  if (OnFailure?.Destination === undefined) {
    problems.push(
      'The event source has no on-failure destination: records that it gives up are lost. Leave ' +
        'DestinationConfig as the construct sets it.',
    )
  }
  if (Number(properties.MaximumRetryAttempts ?? -1) < 0) {
    problems.push(
      'The event source retries without a limit: a record that always fails would block its shard. Leave ' +
        'MaximumRetryAttempts as the construct sets it.',
    )
  }
  if (Number(properties.MaximumRecordAgeInSeconds ?? -1) < 0) {
    problems.push(
      'The event source has no maximum age: records that Lambda cannot deliver would expire in the stream. Leave ' +
        'MaximumRecordAgeInSeconds as the construct sets it.',
    )
  }
  return problems
}

function show(duration: Duration): string {
  return `${duration.toSeconds()} s`
}
