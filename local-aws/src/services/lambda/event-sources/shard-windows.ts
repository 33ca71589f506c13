import { sleep, toMilliseconds } from '../../../clock.ts'
import type { StreamRecord } from '../../../ports.ts'
import { QUOTAS } from '../quotas.ts'
import type { ShardContext } from './shard-context.ts'
import { invokeFunction, retryWaits, shardEvent } from './shard-invocation.ts'
import { stateIn, TumblingWindow, type WindowEnding } from './tumbling-window.ts'

/** How long Lambda waits at most for records of a window that is over, where no later ones show that it is complete. */
const MAX_WAIT_MS = toMilliseconds({ minutes: 2 })

/**
 * The tumbling windows of one shard, one after the other; none where the mapping has none ("Implementing stateful Kinesis
 * Data Streams processing in Lambda", developer guide).
 */
export class ShardWindows {
  readonly #context: ShardContext
  #caughtUpAt = Number.NEGATIVE_INFINITY

  constructor(context: ShardContext) {
    this.#context = context
  }

  /** Everything that came to the shard until now was read. */
  caughtUp(): void {
    this.#caughtUpAt = this.#context.account.clock.now()
  }

  /** Whether the open window ended so long ago that no more records of it are waited for. */
  get isWaitedFor(): boolean {
    const { window } = this.#context.progress
    return window !== undefined && this.#caughtUpAt >= window.end + MAX_WAIT_MS
  }

  /**
   * How the open window is to end before anything else is done.
   *
   * "When the shard ends, Lambda considers the window closed, and the child shards start their own window in a fresh
   * state."
   *
   * @param next the next record of the shard, where one was read
   * @returns undefined where it goes on, or none is open
   */
  ending(next: StreamRecord | undefined, shardEnded: boolean): WindowEnding | undefined {
    const { window } = this.#context.progress
    if (!window) return undefined
    if (window.outgrown) return 'early'
    const isOver = next ? !window.holds(next) : shardEnded || this.isWaitedFor
    return isOver ? 'final' : undefined
  }

  /** Those of the first records that are of one window, which is opened if it is not open. */
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
   * Invokes the function with the state and no records.
   *
   * "If invocation is unsuccessful, your Lambda function suspends further processing until a successful invocation": so
   * no number of retries ends it.
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

  /** A response may exceed the 6 MB that an event may have once the other members are added to its state. */
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
