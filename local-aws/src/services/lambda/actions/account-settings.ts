import type { RestRoute } from '../../../api/protocols/rest-json-protocol.ts'
import type { FunctionRegistry } from '../functions.ts'
import type { Layers } from '../layers.ts'
import { QUOTAS } from '../quotas.ts'

/** `GetAccountSettings`: "details about your account's limits and usage in an AWS Region". */
export function accountSettingsRoutes(functions: FunctionRegistry, layers: Layers): RestRoute[] {
  function usage(): object {
    const all = functions.list()
    const code = all.map(each => each.code.size)
    const layerCode = layers
      .list()
      .flatMap(name => layers.versionsOf(name))
      .map(({ content }) => content.size)
    const TotalCodeSize = [...code, ...layerCode].reduce((total, size) => total + size, 0)
    return { TotalCodeSize, FunctionCount: all.length }
  }

  return [
    {
      operation: 'GetAccountSettings',
      method: 'GET',
      path: '/2016-08-19/account-settings',
      action: () => ({
        body: {
          AccountLimit: {
            TotalCodeSize: QUOTAS.codeStorageBytes,
            CodeSizeUnzipped: QUOTAS.unzippedBytes,
            CodeSizeZipped: QUOTAS.zippedBytes,
            ConcurrentExecutions: QUOTAS.concurrentExecutions,
            UnreservedConcurrentExecutions: functions.concurrency.unreserved(),
          },
          AccountUsage: usage(),
        },
      }),
    },
  ]
}
