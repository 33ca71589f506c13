import type { DeployedFunction } from '../clients/pipelines/functions.ts'
import type { Pipelines } from '../clients/pipelines/pipelines.ts'
import { type Depth, messagesIn } from '../clients/pipelines/queues.ts'
import type { Activity } from './activity.ts'

/** A function, with the queue or the stream that it takes its work from. Counts are of the last five minutes. */
export interface FunctionStatus {
  readonly service: string
  /** By its name; undefined for one that requests invoke. */
  readonly queue: string | undefined
  readonly depth: Depth | undefined
  /** Of the oldest message or record that waits, in seconds; undefined where none does. */
  readonly oldestSeconds: number | undefined
  /** Messages sent to the queue; without one, invocations. */
  readonly arrived: number
  /** Messages deleted from the queue; without one, invocations that did not fail. */
  readonly finished: number
  /** Invocations and tries that failed. */
  readonly failed: number
  readonly throttled: number
  /** There now, however old. */
  readonly deadLetters: number | undefined
  readonly undelivered: number | undefined
  /** Of its event source: `Enabled`; undefined without one. */
  readonly source: string | undefined
  readonly lastResult: string | undefined
}

/** By service. */
export function functionStatuses(pipelines: Pipelines, activity: Activity): FunctionStatus[] {
  return pipelines.functions
    .map(called => functionStatus(called, pipelines, activity))
    .toSorted((a, b) => a.service.localeCompare(b.service))
}

function functionStatus(
  { name, service, deadLetterQueueUrl }: DeployedFunction,
  { sources, queues }: Pipelines,
  activity: Activity,
): FunctionStatus {
  const source = sources.find(({ functionName }) => functionName === name)
  const queue = queues.find(({ arn }) => arn === source?.arn)
  const count = (...[kind, of]: Parameters<Activity['of']>) => activity.of(kind, of) ?? 0
  const errors = count('errors', name)
  return {
    service,
    queue: queue?.name,
    depth: queue?.depth,
    oldestSeconds: queue ? oldestIn(queue, activity) : recordAge(activity, name),
    arrived: queue ? count('sent', queue.name) : count('invocations', name),
    finished: queue ? count('deleted', queue.name) : count('invocations', name) - errors,
    failed: errors + count('failedRecords', service),
    throttled: count('throttles', name),
    deadLetters: sumOf(
      queues.filter(({ arn, url }) => arn === queue?.deadLetterArn || url === deadLetterQueueUrl),
    ),
    undelivered: sumOf(queues.filter(({ arn }) => queue?.undeliveredArns.includes(arn))),
    source: source?.state,
    lastResult: source?.lastResult,
  }
}

function oldestIn({ name, depth }: { name: string; depth: Depth }, activity: Activity): number | undefined {
  return messagesIn(depth) === 0 ? undefined : activity.of('oldest', name)
}

function recordAge(activity: Activity, functionName: string): number | undefined {
  const ageMs = activity.of('iteratorAge', functionName)
  return ageMs === undefined ? undefined : ageMs / 1_000
}

function sumOf(queues: readonly { depth: Depth }[]): number | undefined {
  return queues.length === 0 ? undefined : queues.reduce((sum, { depth }) => sum + messagesIn(depth), 0)
}
