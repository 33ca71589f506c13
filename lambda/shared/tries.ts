import type { Delivery } from './delivery.ts'
import { environmentVariable } from './environment.ts'
import { PermanentFailure } from './failures.ts'
import { RetryLater } from './retry-later.ts'

/** After so many tries a message that failed each time is a dead letter. */
const MAXIMUM_TRIES = Number(environmentVariable('MAXIMUM_TRIES'))
/** The queue's `maxReceiveCount`: then SQS moves the message to the dead-letter queue, without a reason. */
const MAXIMUM_RECEIVES = Number(environmentVariable('MAXIMUM_RECEIVES'))
/** Then SQS deletes it. */
const RETENTION_MS = Number(environmentVariable('RETENTION_SECONDS')) * 1_000

/** A message came for long without a result, and is tried no more. */
export class Unanswered extends PermanentFailure {
  override readonly name = 'Unanswered'

  constructor({ receiveCount }: Delivery) {
    super(
      `received ${receiveCount} times without a result: the log says how each try ended, and where it says nothing, ` +
        'the function was ended in the middle of it (out of time or memory, or killed), or did not start',
    )
  }
}

/**
 * What is to be done with a message at this receive: try it with the others of its batch, or alone; or make it a dead
 * letter without another try, once it was read, or unread.
 */
export type Turn = 'together' | 'alone' | 'given up' | 'given up unread'

/**
 * A message that comes although its tries are used up is innocent, where the function could not start or was throttled,
 * or it is what ends the function. Nothing tells which. So the turns alternate: together, so that a backlog of innocents
 * is done at once; alone, so that no other is ended with it. Only after a day of that (a quarter of the usual retention)
 * is it given up, and then one receive in 32, so that innocents of a function that was down for longer are tried first.
 */
export function turnOf({ receiveCount, sentAt, receivedAt }: Delivery): Turn {
  if (receiveCount <= MAXIMUM_TRIES) return 'together'
  const age = receivedAt.getTime() - sentAt.getTime()
  const isOld = age >= RETENTION_MS / 4 || receiveCount >= MAXIMUM_RECEIVES / 2
  if (isOld && receiveCount % 128 === 64) return 'given up unread'
  if (isOld && receiveCount % 32 === 0) return 'given up'
  return receiveCount % 2 === 0 ? 'together' : 'alone'
}

/** Whether SQS deletes the message before long: whatever is still to happen to it, it has to be a dead letter first. */
export function isExpiring({ sentAt, receivedAt }: Delivery): boolean {
  return receivedAt.getTime() - sentAt.getTime() >= (RETENTION_MS * 3) / 4
}

/** Whether a message that failed so is to be a dead letter now. */
export function isOver(error: unknown, delivery: Delivery): boolean {
  if (error instanceof PermanentFailure) return true
  return error instanceof RetryLater ? isExpiring(delivery) : delivery.receiveCount >= MAXIMUM_TRIES
}
