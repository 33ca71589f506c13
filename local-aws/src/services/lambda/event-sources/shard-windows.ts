import { sleep, toMilliseconds } from '../../../clock.ts'
import type { StreamRecord } from '../../../ports.ts'
import { QUOTAS } from '../quotas.ts'
import type { ShardContext } from './shard-context.ts'
import { invokeFunction, retryWaits, shardEvent } from './shard-invocation.ts'
import { stateIn, TumblingWindow, type WindowEnding } from './tumbling-window.ts'

/**
 * How long Lambda waits at most for records of a window that is over, unless later records show that it is complete.
 */
const MAX_WAIT_MS = toMilliseconds({ minutes: 2 })

/**
 * The successive tumbling windows of one shard; none if the mapping has no window ("Implementing stateful Kinesis Data
 * Streams processing in Lambda", developer guide).
 */
export class ShardWindows {
  readonly #context: ShardContext
  #caughtUpAt = Number.NEGATIVE_INFINITY

  constructor(context: ShardContext) {
    this.#context = context
  }

  /** Records that all records in the shard have been read. */
  caughtUp(): void {
    this.#caughtUpAt = this.#context.account.clock.now()
  }

  /** Whether the open window ended so long ago that the wait for more of its records is over. */
  get isWaitedFor(): boolean {
    const { window } = this.#context.progress
    return window !== undefined && this.#caughtUpAt >= window.end + MAX_WAIT_MS
  }

  /**
   * How the open window must end before anything else is processed.
   *
   * "When the shard ends, Lambda considers the window closed, and the child shards start their own window in a fresh
   * state."
   *
   * @param next the next record of the shard, if one was read
   * @returns undefined if the window stays open, or none is open
   */
  ending(next: StreamRecord | undefined, shardEnded: boolean): WindowEnding | undefined {
    const { window } = this.#context.progress
    if (!window) return undefined
    if (window.outgrown) return 'early'
    const isOver = next ? !window.holds(next) : shardEnded || this.isWaitedFor
    return isOver ? 'final' : undefined
  }

  /** The first records that belong to the same window, which is opened if necessary. */
  enter(records: readonly StreamRecord[]): readonly StreamRecord[] {
    const { progress, configuration } = this.#context
    const { tumblingWindowSeconds: length } = configuration
    const [first] = records
    if (length === 0 || !first) return records
    const window = progress.window ?? new TumblingWindow(first, length)
    progress.window = window
    const next = records.findIndex(record => !window.holds(record))
    return next === -1 ? records : records.slice(0, next)
  }

  /**
   * Invokes the function with the state and without records.
   *
   * "If invocation is unsuccessful, your Lambda function suspends further processing until a successful invocation", so
   * the number of retries is unlimited.
   */
  async end(ending: WindowEnding): Promise<void> {
    const { account, progress, signal } = this.#context
    const payload = shardEvent(this.#context, [], ending)
    for (const wait of retryWaits()) {
      if (this.#isTooLarge(payload) || (await this.#accepts(payload, ending))) break
      await sleep(account.clock, wait, signal)
      if (signal.aborted) return
    }
    if (ending === 'early') progress.window?.renew()
    else progress.window = undefined
  }

  /**
   * Whether the next event would exceed its limit of 6 MB: a valid response can, since members are added to its state.
   */
  #isTooLarge(payload: string): boolean {
    if (Buffer.byteLength(payload) <= QUOTAS.synchronousPayloadBytes) return false
    this.#context.report('PROBLEM: The state of the tumbling window exceeds 6 MB and is dropped.')
    return true
  }

  /** "There is no state returned in this final invocation" (Using AWS Lambda for streaming analytics, AWS Compute Blog). */
  async #accepts(payload: string, ending: WindowEnding): Promise<boolean> {
    const outcome = await invokeFunction(this.#context, payload)
    if (!outcome) return false
    const accepted =
      outcome.status === 'success' &&
      (ending === 'final' || stateIn(JSON.parse(outcome.payload)) !== undefined)
    this.#context.report(accepted ? 'OK' : 'PROBLEM: Function call failed')
    return accepted
  }
}
