import { restoreAll } from './outage.ts'
import type { OutageTarget } from './outage-target.ts'
import type { Switches } from './switches.ts'

/** A consumer is already stopped, by a killed run or by a person; the message says what to do. */
export class StoppedConsumerError extends Error {
  override readonly name = 'StoppedConsumerError'

  constructor(stopped: readonly OutageTarget[]) {
    const lines = stopped.map(({ name, remedy }) => `  ${remedy}    # ${name}`)
    super(
      'These functions have a reserved concurrency of 0. Either a killed run left it, or a person stopped ' +
        'them on purpose. If no person did, run `npm run gameday -- --restore --account` with the same --stage, or:\n\n' +
        lines.join('\n'),
    )
  }
}

/**
 * Restores, at the start of a run, what a killed run left down.
 *
 * @returns what was restored
 * @throws StoppedConsumerError; StillDownError
 */
export async function removeLeftovers(switches: Switches): Promise<OutageTarget[]> {
  const denials = await switches.leftDenials()
  await restoreAll(denials)
  const stopped = await switches.stoppedFunctions()
  if (stopped.length > 0) throw new StoppedConsumerError(stopped)
  return denials
}

/**
 * Restores everything that is down, for `--restore`.
 *
 * @returns what was restored
 * @throws StillDownError
 */
export async function restoreEverything(switches: Switches): Promise<OutageTarget[]> {
  const [denials, stopped] = [await switches.leftDenials(), await switches.stoppedFunctions()]
  await restoreAll([...denials, ...stopped])
  return [...denials, ...stopped]
}
