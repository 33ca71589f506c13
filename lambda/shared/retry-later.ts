/**
 * Nothing is wrong with the message: it came at a bad time and is to come again soon. Who throws it has seen to when
 * (see {@link hideFor}). It counts as postponed, not as failed, so that it rings no alarm.
 */
export class RetryLater extends Error {
  override readonly name: string = 'RetryLater'
}
