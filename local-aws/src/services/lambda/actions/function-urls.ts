import type { RestRequest, RestRoute } from '../../../api/protocols/rest-json-protocol.ts'
import type { FunctionUrl, FunctionUrlProperties, FunctionUrls } from '../function-urls.ts'

/** The actions on function URLs. */
export function functionUrlRoutes(urls: FunctionUrls): RestRoute[] {
  const named = ({ path, query }: RestRequest): [reference: string, qualifier: string | null] => [
    path.FunctionName ?? '',
    query.get('Qualifier'),
  ]
  const path = '/2021-10-31/functions/{FunctionName}/url'
  return [
    {
      operation: 'CreateFunctionUrlConfig',
      method: 'POST',
      path,
      action: request => ({
        status: 201,
        body: describe(urls.create(...named(request), request.json() as FunctionUrlProperties)),
      }),
    },
    {
      operation: 'GetFunctionUrlConfig',
      method: 'GET',
      path,
      action: request => ({ body: describe(urls.get(...named(request))) }),
    },
    {
      operation: 'UpdateFunctionUrlConfig',
      method: 'PUT',
      path,
      action: request => ({
        body: describe(urls.update(...named(request), request.json() as FunctionUrlProperties)),
      }),
    },
    {
      operation: 'ListFunctionUrlConfigs',
      method: 'GET',
      path: `${path}s`,
      action: ({ path: { FunctionName = '' } }) => ({
        body: { FunctionUrlConfigs: urls.list(FunctionName).map(describe) },
      }),
    },
    {
      operation: 'DeleteFunctionUrlConfig',
      method: 'DELETE',
      path,
      action: request => {
        urls.delete(...named(request))
        return { status: 204, body: '' }
      },
    },
  ]
}

function describe({ url, functionArn, authType, cors, createdAt, lastModifiedAt }: FunctionUrl): object {
  return {
    FunctionUrl: url,
    FunctionArn: functionArn,
    AuthType: authType,
    ...(cors && { Cors: cors.properties }),
    CreationTime: new Date(createdAt).toISOString(),
    LastModifiedTime: new Date(lastModifiedAt).toISOString(),
    InvokeMode: 'BUFFERED',
  }
}
