import { interruptible } from '../../terminal/interruption.ts'
import type { Row } from '../report.ts'
import { reportOutage } from './outage-report.ts'
import { type OutageSize, runOutage } from './outage-run.ts'

const MINUTES = 60
/** Two minutes of real time. The faster the clock, the fewer receives the processors manage in an hour of it. */
const BACKLOG_TIME_SCALE = 30
/** So few messages and so slow a clock that the consumers receive each message whenever it is visible. */
const SAMPLE = { messages: 100, timeScale: 20 }
/** More than this machine can run at once, so that the stacks' limit does not bound the receives. */
const CONSUMER_CONCURRENCY = 10
const DRAINED = 3_000
/** In real time, for both runs; they take seven on an idle machine. */
const LIMIT_MINUTES = 25

export interface OutageOptions {
  /** How many messages wait. */
  messages: number
}

/**
 * Measures the cost of an hour without DynamoDB while many purchases wait to be shipped.
 *
 * Functions run on real processors, however fast the clock. Of many messages, the consumers receive only some, so the
 * number of receives is too low. The same outage is therefore also measured with a few messages.
 */
export async function measureOutage({ messages }: OutageOptions): Promise<Row[]> {
  return interruptible(async interruption => {
    const signal = AbortSignal.any([interruption, AbortSignal.timeout(LIMIT_MINUTES * 60_000)])
    const sample = await run(SAMPLE, signal)
    const backlog = await run({ messages, timeScale: BACKLOG_TIME_SCALE }, signal)
    return reportOutage({ backlog, sample })
  })
}

function run({ messages, timeScale }: Pick<OutageSize, 'messages' | 'timeScale'>, signal: AbortSignal) {
  const real = Math.ceil((MINUTES * 60) / timeScale)
  process.stderr.write(`  ${messages.toLocaleString('en')} messages, ${MINUTES} minutes in ${real} s…\n`)
  const size = { minutes: MINUTES, consumerConcurrency: CONSUMER_CONCURRENCY }
  return runOutage({ ...size, messages, timeScale, drained: Math.min(messages, DRAINED) }, signal)
}
