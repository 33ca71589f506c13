import { Unavailable } from '../runtime/unavailable.ts'
import { namedType } from './failures.ts'

/**
 * The message is of a known type, in a version that this release does not take: a later release does. It waits in its
 * queue like a message whose service is down, uses up no try, and becomes a dead letter shortly before it would expire.
 */
export class NotThisRelease extends Unavailable {
  override readonly name = 'NotThisRelease'

  constructor(type: string, known: readonly string[]) {
    super(
      'release',
      `events of ${namedType(type)} wait for a release that takes them; this one takes ${known.join(', ')}`,
    )
  }
}
