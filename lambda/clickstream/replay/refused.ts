/**
 * What was asked for cannot be done, by no fault of the function: it answers with the reason instead of failing, so
 * that no alarm rings. The text is for the operator, and says what to do.
 */
export class ReplayRefused extends Error {
  override readonly name = 'ReplayRefused'
}
