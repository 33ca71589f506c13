import type { RestRequest, RestRoute } from '../../../api/protocols/rest-json-protocol.ts'
import type { Alias, AliasChanges, AliasProperties } from '../aliases.ts'
import type { FunctionRegistry } from '../functions.ts'

/** `Create-`, `Get-`, `List-`, `Update-` and `DeleteAlias`. */
export function aliasRoutes(functions: FunctionRegistry): RestRoute[] {
  const aliasesOf = ({ path }: RestRequest) => functions.versionsOf(path.FunctionName ?? '').aliases
  const named = ({ path }: RestRequest) => path.Name ?? ''
  const collection = '/2015-03-31/functions/{FunctionName}/aliases'
  const one = `${collection}/{Name}`
  return [
    {
      operation: 'CreateAlias',
      method: 'POST',
      path: collection,
      action: request => ({
        status: 201,
        body: describe(aliasesOf(request).create(request.json() as AliasProperties)),
      }),
    },
    {
      operation: 'ListAliases',
      method: 'GET',
      path: collection,
      action: request => {
        const version = request.query.get('FunctionVersion')
        const aliases = aliasesOf(request)
          .list()
          .filter(({ functionVersion }) => version === null || functionVersion === version)
        return { body: { Aliases: aliases.map(describe) } }
      },
    },
    {
      operation: 'GetAlias',
      method: 'GET',
      path: one,
      action: request => ({ body: describe(aliasesOf(request).get(named(request))) }),
    },
    {
      operation: 'UpdateAlias',
      method: 'PUT',
      path: one,
      action: request => ({
        body: describe(aliasesOf(request).update(named(request), request.json() as AliasChanges)),
      }),
    },
    {
      operation: 'DeleteAlias',
      method: 'DELETE',
      path: one,
      action: request => {
        functions.versionsOf(request.path.FunctionName ?? '').deleteAlias(named(request))
        return { status: 204, body: '' }
      },
    },
  ]
}

function describe({ name, arn, description, functionVersion, additional, revisionId }: Alias): object {
  return {
    AliasArn: arn,
    Name: name,
    FunctionVersion: functionVersion,
    Description: description,
    ...(additional && {
      RoutingConfig: { AdditionalVersionWeights: { [additional.version]: additional.weight } },
    }),
    RevisionId: revisionId,
  }
}
