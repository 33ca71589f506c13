import { randomBytes } from 'node:crypto'
import { signedFetch } from '../clients/signed-request.ts'
import { stackOutputs } from '../clients/stack-outputs.ts'
import type { Target } from '../clients/target.ts'
import { type Check, Checks } from './checks.ts'
import { readDepths, verifyNoDeadLetters } from './dead-letters.ts'
import { verifyPosts } from './posts.ts'
import { verifyCancelledPurchase, verifyPurchase } from './purchases.ts'
import type { Run } from './run.ts'
import { verifyVideo } from './video.ts'
import { verifyVisit } from './visit.ts'

/** What a run found. */
export interface Verification {
  /** The customer, the author and the product of all that was sent. */
  readonly id: string
  readonly checks: readonly Check[]
  readonly holds: boolean
}

export interface VerifyOptions {
  readonly withinMs: number
  readonly signal: AbortSignal
  /** Is told each check when it ends. */
  readonly ended: (check: Check) => void
}

/** The visit is of the product that the purchase is of, so it comes after it. */
const JOURNEYS = [verifyPurchase, verifyCancelledPurchase, verifyVideo, verifyPosts, verifyVisit]

/**
 * Sends one of everything through the stacks and follows it to its end. Where a journey stops, the others go on.
 *
 * @throws MissingStageError where the stage has no stacks there
 */
export async function verify(
  { connection, stage }: Pick<Target, 'connection' | 'stage'>,
  { withinMs, signal, ended }: VerifyOptions,
): Promise<Verification> {
  const run: Run = {
    connection,
    stage,
    id: `verify-${randomBytes(4).toString('hex')}`,
    request: signedFetch(connection),
    outputs: part => stackOutputs(connection, `Messaging-${stage}-${part}`),
    checks: new Checks(ended),
    withinMs,
    signal,
  }
  const before = await readDepths(run)
  for (const journey of [...JOURNEYS, () => verifyNoDeadLetters(run, before)]) {
    const checked = run.checks.all.length
    try {
      await journey(run)
    } catch (error) {
      signal.throwIfAborted()
      // Its last check says so already.
      if (run.checks.all.at(-1)?.outcome === 'fails' && run.checks.all.length > checked) continue
      throw error
    }
  }
  return { id: run.id, checks: run.checks.all, holds: run.checks.hold }
}
