import { restoreAll } from './outage.ts'
import type { OutageTarget } from './outage-target.ts'
import type { Switches } from './switches.ts'

/** A consumer is stopped, and nobody knows by whom; the message says what there is to do. */
export class StoppedConsumerError extends Error {
  override readonly name = 'StoppedConsumerError'

  constructor(stopped: readonly OutageTarget[]) {
    const lines = stopped.map(({ name, remedy }) => `  ${remedy}    # ${name}`)
    super(
      'These functions have a reserved concurrency of 0. A run that was killed leaves that, and so does a person who stops ' +
        'them on purpose. If nobody did, run `npm run gameday -- --restore --account` with the same --stage, or:\n\n' +
        lines.join('\n'),
    )
  }
}

/**
 * Removes at the start of a run what one that was killed has left.
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
 * Restores all that is down, as the one who asks for it knows that it is to be.
 *
 * @returns what was restored
 * @throws StillDownError
 */
export async function restoreEverything(switches: Switches): Promise<OutageTarget[]> {
  const [denials, stopped] = [await switches.leftDenials(), await switches.stoppedFunctions()]
  await restoreAll([...denials, ...stopped])
  return [...denials, ...stopped]
}
