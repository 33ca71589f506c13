import type { RestRequest, RestResponse, RestRoute } from '../../../api/protocols/rest-json-protocol.ts'
import type { RequestContext } from '../../../api/service-api.ts'
import { AwsError } from '../../../aws-error.ts'
import type { AsynchronousInvocations } from '../asynchronous-invocations.ts'
import { notSimulated } from '../errors.ts'
import type { FunctionRegistry } from '../functions.ts'
import { checkPayloadSize } from '../payload-size.ts'
import { QUOTAS } from '../quotas.ts'

/** `Invoke`: `RequestResponse`, `Event` and `DryRun`. */
export function invokeRoutes(
  functions: FunctionRegistry,
  asynchronous: AsynchronousInvocations,
): RestRoute[] {
  async function invoke(request: RestRequest, context: RequestContext): Promise<RestResponse> {
    const type = String(request.headers['x-amz-invocation-type'] ?? 'RequestResponse')
    refuseWhatIsNotSimulated(request, type)
    const { path, query } = request
    const invoked = functions.resolve(path.FunctionName ?? '', query.get('Qualifier'))
    const payload = payloadOf(request.body, type)
    if (type === 'DryRun') return { status: 204, body: '' }
    if (type === 'Event') {
      asynchronous.accept(invoked, context.requestId, payload, context.traceHeader)
      return { status: 202, body: '' }
    }
    const { target, invokedArn } = invoked
    const origin = { header: context.traceHeader, invokedArn }
    const outcome = await target.invoke(context.requestId, payload, origin)
    return {
      headers: {
        'x-amz-executed-version': target.configuration.version,
        ...(outcome.status !== 'success' && { 'x-amz-function-error': 'Unhandled' }),
      },
      body: outcome.payload,
    }
  }

  return [
    {
      operation: 'Invoke',
      method: 'POST',
      path: '/2015-03-31/functions/{FunctionName}/invocations',
      action: invoke,
    },
  ]
}

function refuseWhatIsNotSimulated({ headers }: RestRequest, type: string): void {
  if (!['RequestResponse', 'Event', 'DryRun'].includes(type)) {
    throw notSimulated(`the invocation type ${JSON.stringify(type)}`)
  }
  if (headers['x-amz-log-type'] === 'Tail') throw notSimulated('the log type Tail; read the log group')
  if (headers['x-amz-client-context']) throw notSimulated('the client context')
}

function payloadOf(body: Buffer, type: string): string {
  const limit = type === 'Event' ? QUOTAS.asynchronousPayloadBytes : QUOTAS.synchronousPayloadBytes
  checkPayloadSize(body.length, limit)
  if (body.length === 0) return '{}'
  const payload = body.toString('utf8')
  try {
    JSON.parse(payload)
  } catch (error) {
    throw new AwsError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${(error as Error).message}`,
      { members: { Type: 'User' } },
    )
  }
  return payload
}
