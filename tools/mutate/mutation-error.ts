/** Why nothing can be measured; the message says what to do. */
export class MutationError extends Error {
  override readonly name = 'MutationError'
}
