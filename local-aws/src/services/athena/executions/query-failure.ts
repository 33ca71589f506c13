/** "1 – System, 2 – User, 3 – Other" (AthenaError). */
export type ErrorCategory = 1 | 2 | 3

/** Why a query fails, in the words of `StateChangeReason`. */
export class QueryFailure extends Error {
  override readonly name = 'QueryFailure'
  readonly category: ErrorCategory
  /** See "Athena error types". */
  readonly type: number

  constructor(
    reason: string,
    { category = 2, type = 1006 }: { category?: ErrorCategory; type?: number } = {},
  ) {
    super(reason)
    this.category = category
    this.type = type
  }
}

/** A query is cancelled: on request, at its time limit, or because it would scan too many bytes. */
export class QueryCancellation extends Error {
  override readonly name = 'QueryCancellation'
}
