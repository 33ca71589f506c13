import { setTimeout as sleep } from 'node:timers/promises'
import { ReplayRefusedError } from '../replay-function.ts'
import type { Accepted, BuildStatus, Check, RebuildFunction, Times } from './rebuild-function.ts'
import type { ReplayingSubscription } from './replaying-subscription.ts'

/** What a rebuild is doing. */
export type RebuildProgress =
  | { step: 'replaying' | 'writing' | 'settling'; build: BuildStatus }
  | { step: 'comparing'; check: Check }

export interface Rebuilt {
  build: BuildStatus
  check: Check
}

export interface RebuildOptions extends Times, Accepted {
  /** Receives whether an earlier run had begun the rebuild. */
  begun?: (build: BuildStatus, continued: boolean) => void
  /** Receives the progress. */
  tell?: (progress: RebuildProgress) => void
  signal?: AbortSignal
  /** @default {@link PATIENCE} */
  patience?: Patience
}

/** How a rebuild waits. */
interface Patience {
  /** In ms. */
  readonly betweenLooks: number
  /** How many looks in a row have to find the queue empty. */
  readonly emptyLooks: number
}

/**
 * The queue has to be empty for a minute: SQS says that its numbers are exact "at least 1 minute after the producers stop
 * sending messages". An invocation that began before the rebuild has ended by then, too.
 */
const PATIENCE: Patience = { betweenLooks: 2_000, emptyLooks: 31 }

/** Something of the live read model is missing in the rebuilt one, which therefore did not go live. */
export class MissingError extends Error {
  override readonly name = 'MissingError'
  readonly check: Check

  constructor(check: Check) {
    super(`The rebuilt read model lacks something of ${check.missing} purchases.`)
    this.check = check
  }
}

/**
 * Builds the read model again from the archive, beside the live one, and makes it live. It can be interrupted and
 * repeated at any time.
 *
 * @throws ReplayRefusedError; MissingError
 */
export async function rebuildHistory(
  rebuild: RebuildFunction,
  subscription: ReplayingSubscription,
  options: RebuildOptions,
): Promise<Rebuilt> {
  const { from, to, begun } = options
  const times = { from, ...(to !== undefined && { to }) }
  if (!(await rebuild.status()).build) {
    // A replay that has begun in time goes on: what SNS has delivered does not expire.
    await subscription.assertArchived(from)
    // A killed run may have left one. What it has delivered was written to no build, or to one that is abandoned.
    await subscription.close()
  }
  const { build, continued } = await rebuild.begin(times)
  begun?.(build, continued)
  try {
    return await continueBuild(rebuild, subscription, build, options)
  } catch (error) {
    // Another run has ended the build: SNS would go on to deliver to a subscription that this one has opened since.
    if (error instanceof ReplayRefusedError && !(await rebuild.status()).build) await subscription.close()
    throw error
  }
}

async function continueBuild(
  rebuild: RebuildFunction,
  subscription: ReplayingSubscription,
  build: BuildStatus,
  options: RebuildOptions,
): Promise<Rebuilt> {
  const { generation } = build
  if (build.replayedAt === undefined) {
    await subscription.open(build)
    await untilDelivered(rebuild, subscription, options)
    await rebuild.noteReplayed(generation)
  }
  await subscription.close()
  const written = await untilWritten(rebuild, options)
  const check = await untilChecked(rebuild, generation, options)
  if (check.missing > 0 && !options.acceptMissing) throw new MissingError(check)
  options.signal?.throwIfAborted()
  await rebuild.swap(generation, options)
  return { build: written ?? build, check }
}

/** Returns also if another run has seen that all is delivered. */
async function untilDelivered(
  rebuild: RebuildFunction,
  subscription: ReplayingSubscription,
  options: RebuildOptions,
): Promise<void> {
  for (;;) {
    options.signal?.throwIfAborted()
    const state = await subscription.state()
    if (state === 'completed') return
    if (state === 'failed') {
      throw new ReplayRefusedError(
        'SNS could not complete the replay (ReplayStatus: Failed). Abandon this rebuild, and begin another. If it ' +
          'fails again, look whether the key of the topic is enabled.',
      )
    }
    const build = await look(rebuild, options, 'replaying')
    if (state === 'gone') {
      if (!build || build.replayedAt !== undefined) return
      throw new ReplayRefusedError(
        'The subscription that replays is gone: another operator, or a deletion, has ended it. Run the command again.',
      )
    }
    await paused(options)
  }
}

/** Waits until the queue has been empty for a while. What cannot be written is left to the check, which says so. */
async function untilWritten(
  rebuild: RebuildFunction,
  options: RebuildOptions,
): Promise<BuildStatus | undefined> {
  let status: BuildStatus | undefined
  const { emptyLooks } = options.patience ?? PATIENCE
  for (let empty = 0; empty < emptyLooks; ) {
    options.signal?.throwIfAborted()
    status = await look(rebuild, options, empty > 0 ? 'settling' : 'writing')
    if (status === undefined) return undefined
    empty = status.queues.waiting > 0 ? 0 : empty + 1
    await paused(options)
  }
  return status
}

async function look(
  rebuild: RebuildFunction,
  { tell }: RebuildOptions,
  step: 'replaying' | 'writing' | 'settling',
): Promise<BuildStatus | undefined> {
  const { build } = await rebuild.status()
  if (build) tell?.({ step, build })
  return build
}

async function paused({ patience = PATIENCE, signal }: RebuildOptions): Promise<void> {
  await sleep(patience.betweenLooks, undefined, { signal })
}

async function untilChecked(
  rebuild: RebuildFunction,
  generation: string,
  { tell, signal, acceptDeadLetters }: RebuildOptions,
): Promise<Check> {
  for (;;) {
    signal?.throwIfAborted()
    const check = await rebuild.check(generation, acceptDeadLetters)
    tell?.({ step: 'comparing', check })
    if (check.done) return check
  }
}
