import type { Action, Actions, RequestContext } from '../../../api/service-api.ts'
import { permissionsOf } from '../transaction-input.ts'
import type { Transactions } from '../transactions.ts'

/** `TransactGetItems` and `TransactWriteItems`. */
export function transactionActions(transactions: Transactions): Actions {
  return {
    TransactGetItems: authorized(input => transactions.read(input)),
    TransactWriteItems: authorized(input => transactions.write(input)),
  }
}

/**
 * "Permissions … are governed by the permissions used for the underlying" operations, which are checked for each
 * action.
 */
function authorized(transact: (input: object) => Promise<object>): Action {
  return (input: object, context: RequestContext) => {
    for (const { permission, TableName } of permissionsOf(input)) context.authorize(permission, { TableName })
    return transact(input)
  }
}
