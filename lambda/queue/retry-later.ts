/**
 * Nothing is wrong with the message: it came at a bad time and is to come again. It counts as postponed, not as failed,
 * so that it rings no alarm, and uses up no try.
 */
export class RetryLater extends Error {
  override readonly name: string = 'RetryLater'
  /** When it is to come again; by the backoff of all messages where this is not said. */
  readonly seconds: number | undefined

  constructor(reason: string, seconds?: number) {
    super(reason)
    this.seconds = seconds
  }
}
