import type { RestRequest, RestRoute } from '../../../api/protocols/rest-json-protocol.ts'
import { invalid } from '../errors.ts'
import type { FunctionRegistry } from '../functions.ts'

/** `PutFunctionRecursionConfig`, `GetFunctionRecursionConfig`. */
export function recursionConfigRoutes(functions: FunctionRegistry): RestRoute[] {
  const loopsOf = (request: RestRequest) => functions.get(request.path.FunctionName ?? '').recursiveLoops
  const path = '/2024-08-31/functions/{FunctionName}/recursion-config'

  return [
    {
      operation: 'PutFunctionRecursionConfig',
      method: 'PUT',
      path,
      action: request => {
        const { RecursiveLoop } = request.json() as { RecursiveLoop?: string }
        if (RecursiveLoop === undefined) throw invalid('PutFunctionRecursionConfig needs RecursiveLoop.')
        const loops = loopsOf(request)
        loops.configure(RecursiveLoop)
        return { body: { RecursiveLoop: loops.setting } }
      },
    },
    {
      operation: 'GetFunctionRecursionConfig',
      method: 'GET',
      path,
      action: request => ({ body: { RecursiveLoop: loopsOf(request).setting } }),
    },
  ]
}
