/** A pattern that its service would refuse; the message is what Event Ruler says. */
export class InvalidPatternError extends Error {
  override readonly name = 'InvalidPatternError'
}
