/** `<domain>.<thing>.<what happened>.v<version>`: a producer's name for an event, not what a person wrote. */
const TYPE = /^[a-z]{1,32}(\.[a-z-]{1,32}){2}\.v\d{1,3}$/

/** Whether a type has the form of those of our producers. */
export function isTypeName(type: string): boolean {
  return TYPE.test(type)
}

/** A type in a sentence; one that no producer of ours gives is not repeated. */
export function namedType(type: string): string {
  return isTypeName(type) ? `the type "${type}"` : 'a type with an invalid name'
}

/**
 * A failure that no retry can fix: the message breaks a contract or a business rule. It goes to the dead-letter queue at
 * once and its group goes on. Every other error counts as temporary: the message is retried.
 *
 * The text ends up in logs and on the dead letter, so it names ids, codes and places, never what a person wrote.
 */
export class PermanentFailure extends Error {
  override readonly name: string = 'PermanentFailure'
  /** Whether it is a verdict on what a person sent: daily business, and no fault of the function. */
  readonly isVerdict: boolean = false
}

/** The body is not JSON, or not a CloudEvents document. */
export class UnparseableMessage extends PermanentFailure {
  override readonly name = 'UnparseableMessage'
}

/** The message is of a type that the function does not know. */
export class UnknownSchema extends PermanentFailure {
  override readonly name = 'UnknownSchema'

  constructor(type: string, known: readonly string[]) {
    super(`events of ${namedType(type)} are not taken here; this function takes ${known.join(', ')}`)
  }
}

/** Reading the message fails for another reason, and would fail again. */
export class UnreadableMessage extends PermanentFailure {
  override readonly name = 'UnreadableMessage'

  constructor(cause: unknown) {
    super(`reading the message failed with ${cause instanceof Error ? cause.name : typeof cause}`, { cause })
  }
}

/** The message claims a known type and breaks the schema of that type. */
export class ContractViolation extends PermanentFailure {
  override readonly name = 'ContractViolation'
}
