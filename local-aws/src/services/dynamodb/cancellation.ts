import { AwsError } from '../../aws-error.ts'
import type { Item } from './dynalite-modules.ts'

/** What became of an action of a transaction that was cancelled. */
export interface CancellationReason {
  Code: 'ConditionalCheckFailed' | 'None' | 'ValidationError'
  Message?: string
  /** What failed a condition, where the action asks for it. */
  Item?: Item
}

/** The reason in an action's error; an error that is none cancels nothing. */
export function reasonFor(error: unknown, item: Item | undefined): CancellationReason {
  if (error instanceof AwsError && error.code === 'ConditionalCheckFailedException') {
    return { Code: 'ConditionalCheckFailed', Item: item, Message: error.message }
  }
  if (error instanceof AwsError && error.code === 'ValidationException') {
    return { Code: 'ValidationError', Message: error.message }
  }
  throw error
}

/** @param reasons in the order of the actions; undefined for one that did not fail */
export function cancelled(reasons: readonly (CancellationReason | undefined)[]): AwsError {
  const CancellationReasons = reasons.map((reason): CancellationReason => reason ?? { Code: 'None' })
  const codes = CancellationReasons.map(({ Code }) => Code).join(', ')
  return new AwsError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { members: { CancellationReasons } },
  )
}
