import { AwsError } from '../../aws-error.ts'
import type { Item } from './dynalite-modules.ts'

/** The result of an action in a cancelled transaction. */
export interface CancellationReason {
  Code: 'ConditionalCheckFailed' | 'None' | 'ValidationError'
  Message?: string
  /** The item that failed the condition, if the action requests it. */
  Item?: Item
}

/** The cancellation reason for an action's error; rethrows errors that are not cancellation reasons. */
export function reasonFor(error: unknown, item: Item | undefined): CancellationReason {
  if (error instanceof AwsError && error.code === 'ConditionalCheckFailedException') {
    return { Code: 'ConditionalCheckFailed', Item: item, Message: error.message }
  }
  if (error instanceof AwsError && error.code === 'ValidationException') {
    return { Code: 'ValidationError', Message: error.message }
  }
  throw error
}

/** @param reasons in the order of the actions; undefined for an action that did not fail */
export function cancelled(reasons: readonly (CancellationReason | undefined)[]): AwsError {
  const CancellationReasons = reasons.map((reason): CancellationReason => reason ?? { Code: 'None' })
  const codes = CancellationReasons.map(({ Code }) => Code).join(', ')
  return new AwsError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { members: { CancellationReasons } },
  )
}
