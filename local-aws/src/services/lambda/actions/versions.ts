import type { RestRequest, RestRoute } from '../../../api/protocols/rest-json-protocol.ts'
import { invalid } from '../errors.ts'
import type { FunctionRegistry } from '../functions.ts'
import { describe } from './functions.ts'

interface PublishInput {
  Description?: string
  CodeSha256?: string
}

/** `PublishVersion`, `ListVersionsByFunction`. */
export function versionRoutes(functions: FunctionRegistry): RestRoute[] {
  const versionsOf = ({ path }: RestRequest) => functions.versionsOf(path.FunctionName ?? '')
  const path = '/2015-03-31/functions/{FunctionName}/versions'
  return [
    {
      operation: 'PublishVersion',
      method: 'POST',
      path,
      action: request => {
        const { Description, CodeSha256 } = request.json() as PublishInput
        const versions = versionsOf(request)
        const { sha256 } = versions.latest.code
        if (CodeSha256 !== undefined && CodeSha256 !== sha256) {
          throw invalid(
            `CodeSHA256 (${CodeSha256}) is different from current CodeSHA256 in $LATEST (${sha256}).`,
          )
        }
        return { status: 201, body: describe(versions.publish(Description)) }
      },
    },
    {
      operation: 'ListVersionsByFunction',
      method: 'GET',
      path,
      action: request => ({ body: { Versions: versionsOf(request).all.map(describe) } }),
    },
  ]
}
