/** A widget that cannot be drawn; the message says why. */
export class UnreadableWidgetError extends Error {
  override readonly name = 'UnreadableWidgetError'
}
