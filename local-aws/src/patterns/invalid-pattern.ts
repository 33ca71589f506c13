/** A pattern that its service would refuse; the message is the one of Event Ruler. */
export class InvalidPatternError extends Error {
  override readonly name = 'InvalidPatternError'
}
