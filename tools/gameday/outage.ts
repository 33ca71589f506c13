import { setTimeout as sleep } from 'node:timers/promises'
import type { OutageTarget } from './outage-target.ts'

/** The delays between tries to restore something, in ms: a minute and a half in total. */
const BACKOFF_MS = [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]

/** Something could not be restored; the message names it and the command that restores it. */
export class StillDownError extends Error {
  override readonly name = 'StillDownError'

  constructor(remaining: readonly { target: OutageTarget; cause: unknown }[], cause: unknown) {
    const lines = remaining.map(
      ({ target, cause }) =>
        `${target.name} is STILL DOWN (${(cause as Error).message}):\n  ${target.remedy}`,
    )
    super(`Not everything could be restored. Run:\n\n${lines.join('\n')}`, { cause })
  }
}

export interface OutageOptions {
  /** @default - nine retries, a minute and a half in total */
  backoffMs?: readonly number[]
}

/**
 * Takes all targets down, does `work`, and restores them in every case: also if only some could be taken down, and if
 * `work` throws. A target that could not be taken down is restored, too: the call may have worked and its response been
 * lost.
 *
 * @throws StillDownError if something could not be restored, otherwise what `work` throws
 */
export async function duringOutage<Result>(
  targets: readonly OutageTarget[],
  work: () => Promise<Result>,
  { backoffMs = BACKOFF_MS }: OutageOptions = {},
): Promise<Result> {
  let failure: { cause: unknown } | undefined
  try {
    await takeDown(targets)
    return await work()
  } catch (cause) {
    failure = { cause }
    throw cause
  } finally {
    await restoreAll(targets, { backoffMs, cause: failure?.cause })
  }
}

/** Waits for all, even if one fails, so that none goes down after it was restored. */
async function takeDown(targets: readonly OutageTarget[]): Promise<void> {
  const results = await Promise.allSettled(targets.map(target => target.takeDown()))
  const index = results.findIndex(({ status }) => status === 'rejected')
  if (index === -1) return
  const { reason: cause } = results[index] as PromiseRejectedResult
  const { name } = targets[index] as OutageTarget
  throw new Error(`${name} could not be taken down: ${(cause as Error).message}`, { cause })
}

/**
 * Restores each target, with retries.
 *
 * @throws StillDownError
 */
export async function restoreAll(
  targets: readonly OutageTarget[],
  { backoffMs = BACKOFF_MS, cause }: OutageOptions & { cause?: unknown } = {},
): Promise<void> {
  const failures = await Promise.all(targets.map(target => restore(target, backoffMs)))
  const remaining = failures.flatMap((failure, index) =>
    failure ? [{ target: targets[index] as OutageTarget, cause: failure.cause }] : [],
  )
  if (remaining.length > 0) throw new StillDownError(remaining, cause)
}

async function restore(
  target: OutageTarget,
  backoffMs: readonly number[],
): Promise<{ cause: unknown } | undefined> {
  for (let tries = 0; ; tries++) {
    try {
      await target.restore()
      return undefined
    } catch (cause) {
      const pause = backoffMs[tries]
      if (pause === undefined) return { cause }
      await sleep(pause)
    }
  }
}
