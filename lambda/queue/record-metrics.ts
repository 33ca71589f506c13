import { MetricUnit } from '@aws-lambda-powertools/metrics'
import type { SQSRecord } from 'aws-lambda'
import type { Dependency } from '../contracts/dependency.ts'
import { environmentVariable } from '../runtime/environment.ts'
import { countByVersion, countUnlessZero, metrics } from '../runtime/metrics.ts'
import type { EndingKind } from './ending.ts'

/** The domain of this function: `shop` of `shop-shipping`. */
const [pipeline = ''] = environmentVariable('POWERTOOLS_SERVICE_NAME').split('-')

/**
 * Counts how the records of one invocation ended: `ProcessedRecords`; `DeadLetteredRecords`, which the function itself
 * sent to the dead-letter queue; and those that stay in the queue to be received again: `FailedRecords`;
 * `PostponedRecords`, which came at a bad time or have to wait for another; and `WaitingRecords`, which need something
 * that is down.
 *
 * `ProcessedRecords` and `FailedRecords` are written where they are zero, too: the alarm on failures then tells "none
 * failed" from "nothing ran". The others are not: CloudWatch Logs charges by the byte.
 */
export function countRecords(endings: readonly EndingKind[]): void {
  const counts = { done: 0, failed: 0, postponed: 0, waiting: 0, 'dead-lettered': 0 }
  const waiting = new Map<Dependency, number>()
  for (const ending of endings) {
    counts[ending.kind]++
    if (ending.kind === 'waiting') waiting.set(ending.for, (waiting.get(ending.for) ?? 0) + 1)
  }
  metrics.addMetric('ProcessedRecords', MetricUnit.Count, counts.done)
  metrics.addMetric('FailedRecords', MetricUnit.Count, counts.failed)
  countUnlessZero('PostponedRecords', counts.postponed)
  countUnlessZero('WaitingRecords', counts.waiting)
  countUnlessZero('DeadLetteredRecords', counts['dead-lettered'])
  for (const [dependency, count] of waiting) countWaiting(dependency, count)
  countFaults(endings)
}

/**
 * By version, too. There, what waits because something is missing or refused has failed: a new version may name another
 * table, or call what its role does not allow. What is a dead letter by a verdict is no fault.
 */
function countFaults(endings: readonly EndingKind[]): void {
  const count = (isFault: (ending: EndingKind) => boolean) => endings.filter(isFault).length
  countByVersion(
    'FailedRecords',
    count(ending => ending.kind === 'failed' || (ending.kind === 'waiting' && ending.refused)),
  )
  countByVersion(
    'DeadLetteredRecords',
    count(ending => ending.kind === 'dead-lettered' && !ending.verdict),
  )
}

/**
 * By dependency alone: each has one alarm, however many functions need it. What waits for a release is counted by pipeline,
 * too: the others may have nothing to wait for, for days.
 */
function countWaiting(dependency: Dependency, count: number): void {
  countWaitingBy({ dependency }, count)
  if (dependency === 'release') countWaitingBy({ dependency, pipeline }, count)
}

function countWaitingBy(dimensions: Readonly<Record<string, string>>, count: number): void {
  const single = metrics.singleMetric()
  single.clearDefaultDimensions()
  for (const [name, value] of Object.entries(dimensions)) single.addDimension(name, value)
  single.addMetric('WaitingRecords', MetricUnit.Count, count)
}

/** How long ago a message was sent, retries included: the delay that its sender sees. */
export function measureAge({ attributes }: SQSRecord): void {
  const age = Date.now() - Number(attributes.SentTimestamp)
  metrics.addMetric('MessageAge', MetricUnit.Seconds, Math.max(0, age) / 1_000)
}
