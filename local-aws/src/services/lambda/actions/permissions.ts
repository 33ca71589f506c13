import type { RestRequest, RestRoute } from '../../../api/protocols/rest-json-protocol.ts'
import { invalid, notSimulated } from '../errors.ts'
import type { Permission } from '../function-policy.ts'
import type { FunctionRegistry } from '../functions.ts'

interface AddPermissionInput extends Permission {
  StatementId?: string
  RevisionId?: string
}

/** `AddPermission`, `GetPolicy`, `RemovePermission`. */
export function permissionRoutes(functions: FunctionRegistry): RestRoute[] {
  const policyOf = ({ path, query }: RestRequest) =>
    functions.policyOf(path.FunctionName ?? '', query.get('Qualifier'))
  const policy = '/2015-03-31/functions/{FunctionName}/policy'

  return [
    {
      operation: 'AddPermission',
      method: 'POST',
      path: policy,
      action: request => {
        const { StatementId, RevisionId, ...permission } = request.json() as AddPermissionInput
        if (RevisionId !== undefined) throw notSimulated('the revisions of policies: leave RevisionId out')
        if (StatementId === undefined) throw invalid('AddPermission needs StatementId.')
        const statement = policyOf(request).add(StatementId, permission)
        return { status: 201, body: { Statement: JSON.stringify(statement) } }
      },
    },
    {
      operation: 'GetPolicy',
      method: 'GET',
      path: policy,
      action: request => ({ body: { Policy: JSON.stringify(policyOf(request).document()) } }),
    },
    {
      operation: 'RemovePermission',
      method: 'DELETE',
      path: `${policy}/{StatementId}`,
      action: request => {
        if (request.query.has('RevisionId')) {
          throw notSimulated('the revisions of policies: leave RevisionId out')
        }
        policyOf(request).remove(request.path.StatementId ?? '')
        return { status: 204, body: '' }
      },
    },
  ]
}
