import { loggableId } from './loggable-id.ts'

/**
 * A failure that no retry mends: the message breaks a contract or a rule of the business. It goes to the
 * dead-letter queue at once and its group goes on. Every other error is taken to pass: the message is retried.
 *
 * The text ends up in logs and on the dead letter, so it names ids, codes and places, never what a person wrote.
 */
export class PermanentFailure extends Error {
  override readonly name: string = 'PermanentFailure'
}

/** The body is not JSON, or not a CloudEvents document. */
export class UnparseableMessage extends PermanentFailure {
  override readonly name = 'UnparseableMessage'
}

/** The message is of a type, or a version of it, that the function does not know. */
export class UnknownSchema extends PermanentFailure {
  override readonly name = 'UnknownSchema'

  constructor(type: string, known: readonly string[]) {
    const named = loggableId(type) === undefined ? 'a type whose name is none' : `the type "${type}"`
    super(`events of ${named} are not taken here; known are ${known.join(', ')}`)
  }
}

/** The message says that it is of a known type, and does not keep to that type's schema. */
export class ContractViolation extends PermanentFailure {
  override readonly name = 'ContractViolation'
}
