import { interruptible } from '../../terminal/interruption.ts'
import type { Row } from '../report.ts'
import { reportOutage } from './outage-report.ts'
import { type OutageSize, runOutage } from './outage-run.ts'

const MINUTES = 60
/** Two minutes of real time: the faster the clock, the fewer receives the processors manage in an hour of it. */
const BACKLOG_TIME_SCALE = 30
/** So few, and so slow a clock, that this machine's consumers receive each of them whenever it is visible. */
const SAMPLE = { messages: 100, timeScale: 20 }
/** More than this machine keeps busy: the stacks' own limit is not what bounds the receives. */
const CONSUMER_CONCURRENCY = 10
const DRAINED = 3_000
/** In all, of real time; it takes seven on an idle machine. */
const LIMIT_MINUTES = 25

export interface OutageOptions {
  /** How many wait. */
  messages: number
}

/**
 * What an hour without DynamoDB costs while many purchases wait to be shipped.
 *
 * Functions run on real processors, however fast the clock: of many messages the consumers here receive only some, which
 * flatters how seldom they are received. So the same outage is also measured with a few.
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
