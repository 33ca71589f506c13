import type { Delivery } from './delivery.ts'
import { environmentVariable } from './environment.ts'
import { PermanentFailure } from './failures.ts'
import { RetryLater } from './retry-later.ts'

/** After so many tries a message that failed each time is a dead letter. */
const MAXIMUM_TRIES = Number(environmentVariable('MAXIMUM_TRIES'))
/**
 * A message that was received so often was postponed each time, or ended its function: it is a dead letter without
 * another try. SQS itself would move it much later, and without a reason.
 */
const MAXIMUM_RECEIVES = Number(environmentVariable('MAXIMUM_RECEIVES'))

/** A message came so often without a result that it is tried no more. */
export class Unanswered extends PermanentFailure {
  override readonly name = 'Unanswered'

  constructor({ receiveCount }: Delivery) {
    super(
      `received ${receiveCount} times without a result: the log says how each try ended, and where it says nothing, ` +
        'the function was ended in the middle of it (out of time or memory, or killed)',
    )
  }
}

/** Whether the tries of a message must be used up by now, and it still comes: it may be what ends the function. */
export function isSuspect({ receiveCount }: Pick<Delivery, 'receiveCount'>): boolean {
  return receiveCount > MAXIMUM_TRIES
}

export function isUnanswered({ receiveCount }: Delivery): boolean {
  return receiveCount >= MAXIMUM_RECEIVES && receiveCount > MAXIMUM_TRIES
}

/** Whether it is to be a dead letter unread: it ends the function even where it is only read, or nobody can be told of it. */
export function isUntouchable({ receiveCount }: Delivery): boolean {
  return receiveCount > 4 * MAXIMUM_RECEIVES
}

/** Whether a message that failed so is to be a dead letter now. */
export function isOver(error: unknown, { receiveCount }: Delivery): boolean {
  if (error instanceof PermanentFailure) return true
  return receiveCount >= MAXIMUM_TRIES && !(error instanceof RetryLater)
}
