import { AwsError } from '../../../aws-error.ts'
import { toMilliseconds } from '../../../clock.ts'
import type { StreamRecord } from '../../../ports.ts'
import type { Outcome } from '../invocation.ts'
import { kinesisEvent } from './kinesis-event.ts'
import type { ShardContext } from './shard-context.ts'
import type { WindowEnding } from './tumbling-window.ts'

/**
 * The waits between attempts, which Lambda does not document. With these, a batch with a maximum age of 60 s is given
 * up after the recorded number of attempts (`test_kinesis_maximum_record_age_exceeded[expire-while-retrying]`,
 * 25-11-2025: 8).
 */
const RETRY_WAIT = {
  first: toMilliseconds({ milliseconds: 500 }),
  longest: toMilliseconds({ seconds: 30 }),
}

/** The waits after successive failed attempts, in ms; endless. */
export function* retryWaits(): Generator<number, never> {
  for (let wait = RETRY_WAIT.first; ; wait = Math.min(wait * 2, RETRY_WAIT.longest)) yield wait
}

/** The event for records of a shard, including the members of its open tumbling window, if any. */
export function shardEvent(
  { origin, progress }: ShardContext,
  records: readonly StreamRecord[],
  ending?: WindowEnding,
): string {
  return kinesisEvent(records, origin, progress.window?.members(origin, ending))
}

/**
 * @param newest the last record of the event, if it has any
 * @returns undefined if the function was not invoked, because it was throttled or deleted
 */
export async function invokeFunction(
  context: ShardContext,
  payload: string,
  newest?: StreamRecord,
): Promise<Outcome | undefined> {
  const { account, functionArn, invoked, report } = context
  try {
    const target = invoked()
    if (newest) putIteratorAge(context, newest)
    return await target.invoke(account.random.uuid(), payload, { invokedArn: functionArn })
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    report(`PROBLEM: ${error.message}`)
    return undefined
  }
}

function putIteratorAge({ account, metrics, functionName }: ShardContext, { arrivedAt }: StreamRecord): void {
  metrics.put({
    namespace: 'AWS/Lambda',
    name: 'IteratorAge',
    dimensions: { FunctionName: functionName },
    value: account.clock.now() - arrivedAt,
    unit: 'Milliseconds',
  })
}
