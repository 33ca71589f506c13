import type { RestRequest, RestRoute } from '../../../api/protocols/rest-json-protocol.ts'
import { invalid } from '../errors.ts'
import type { FunctionRegistry } from '../functions.ts'

/** `PutFunctionConcurrency`, `GetFunctionConcurrency`, `DeleteFunctionConcurrency`. */
export function concurrencyRoutes(functions: FunctionRegistry): RestRoute[] {
  const { concurrency } = functions
  const nameOf = (request: RestRequest) => functions.get(request.path.FunctionName ?? '').configuration.name
  const path = '/2017-10-31/functions/{FunctionName}/concurrency'

  return [
    {
      operation: 'PutFunctionConcurrency',
      method: 'PUT',
      path,
      action: request => {
        const { ReservedConcurrentExecutions } = request.json() as { ReservedConcurrentExecutions?: number }
        if (ReservedConcurrentExecutions === undefined) {
          throw invalid('PutFunctionConcurrency needs ReservedConcurrentExecutions.')
        }
        concurrency.reserve(nameOf(request), ReservedConcurrentExecutions)
        return { body: { ReservedConcurrentExecutions } }
      },
    },
    {
      operation: 'GetFunctionConcurrency',
      method: 'GET',
      path: '/2019-09-30/functions/{FunctionName}/concurrency',
      action: request => {
        const reserved = concurrency.reservedFor(nameOf(request))
        return { body: reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved } }
      },
    },
    {
      operation: 'DeleteFunctionConcurrency',
      method: 'DELETE',
      path,
      action: request => {
        concurrency.unreserve(nameOf(request))
        return { status: 204, body: '' }
      },
    },
  ]
}
