import type { Delivery } from './delivery.ts'
import { environmentVariable } from './environment.ts'
import { PermanentFailure } from './failures.ts'
import { RetryLater } from './retry-later.ts'

/** After so many tries a message that failed each time is a dead letter. */
const MAXIMUM_TRIES = Number(environmentVariable('MAXIMUM_TRIES'))
/** The queue's `maxReceiveCount`: whoever receives it once more finds it gone, moved by SQS without a word. */
const MAXIMUM_RECEIVES = Number(environmentVariable('MAXIMUM_RECEIVES'))

/** A message came for the last time, and no try before led to an answer. */
export class Unanswered extends PermanentFailure {
  override readonly name = 'Unanswered'

  constructor({ receiveCount }: Delivery) {
    super(
      `received ${receiveCount} times without an answer: each time it was postponed, or its function was ended before ` +
        'it could answer (out of time or memory, or killed)',
    )
  }
}

/** Whether SQS moves the message to the dead-letter queue by itself, without a reason, unless it is done with now. */
export function isLastReceive({ receiveCount }: Delivery): boolean {
  return receiveCount >= MAXIMUM_RECEIVES
}

/** Whether a message has come for the last time although its tries are long used up: each must have ended unanswered. */
export function isUnanswered(delivery: Delivery): boolean {
  return isLastReceive(delivery) && delivery.receiveCount > MAXIMUM_TRIES
}

/** Whether a message that failed so is to be a dead letter now. */
export function isOver(error: unknown, delivery: Delivery): boolean {
  if (error instanceof PermanentFailure || isLastReceive(delivery)) return true
  return delivery.receiveCount >= MAXIMUM_TRIES && !(error instanceof RetryLater)
}
