/**
 * A request that cannot be met, without a fault of the function: it returns the reason instead of failing, so that no
 * alarm is raised. The text is for the operator and says what to do.
 */
export class RebuildRefused extends Error {
  override readonly name = 'RebuildRefused'
}
