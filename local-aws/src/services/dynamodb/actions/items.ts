import type { Action, Actions } from '../../../api/service-api.ts'
import { AwsError } from '../../../aws-error.ts'
import type { Dynalite } from '../dynalite.ts'
import type { Item, Operation } from '../dynalite-modules.ts'

interface ConditionalInput {
  ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' | 'NONE'
}

/** `PutItem`, `UpdateItem` and `DeleteItem`; if requested, they return the item that failed the condition. */
export function itemActions(dynalite: Dynalite): Actions {
  const action =
    (operation: Operation): Action =>
    (input: ConditionalInput) =>
      change(dynalite, operation, input)
  return {
    PutItem: action('PutItem'),
    UpdateItem: action('UpdateItem'),
    DeleteItem: action('DeleteItem'),
  }
}

/**
 * Adds `ReturnValuesOnConditionCheckFailure`, which dynalite does not support: it returns the item that failed a
 * condition.
 */
async function change(dynalite: Dynalite, operation: Operation, input: ConditionalInput): Promise<object> {
  const { ReturnValuesOnConditionCheckFailure = 'NONE', ...rest } = input
  if (ReturnValuesOnConditionCheckFailure === 'NONE') return dynalite.run(operation, rest)

  let found: Item | undefined
  try {
    return await dynalite.run(operation, rest, item => {
      found = item
    })
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'ConditionalCheckFailedException' || !found) {
      throw error
    }
    throw new AwsError(error.code, error.message, { members: { Item: found } })
  }
}
