/** A stage has no stacks here, or lacks some that a tool needs; the message says how to deploy them. */
export class MissingStageError extends Error {
  override readonly name = 'MissingStageError'
}
