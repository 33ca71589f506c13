/** A metric math expression that cannot be evaluated; whoever knows the query's id reports it. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError'
}
