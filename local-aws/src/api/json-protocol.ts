import type { IncomingMessage, ServerResponse } from 'node:http'
import { AwsError, asAwsError } from '../aws-error.ts'
import { EventStream, sendEventStream } from './event-stream.ts'
import { type Actions, parseJson, type RequestContext, type ServiceApi } from './service-api.ts'

export interface JsonProtocol {
  signingName: string
  /** The part of `X-Amz-Target` before the dot. */
  targetPrefix: string
  version: '1.0' | '1.1'
  /** The Smithy namespace of error types, such as `com.amazonaws.sqs`. @default - none */
  namespace?: string
  actions: Actions
}

/** `awsJson1_0` and `awsJson1_1` of the Smithy specification, with the header for `awsQueryCompatible` errors. */
export function jsonProtocol({
  signingName,
  targetPrefix,
  version,
  namespace,
  actions,
}: JsonProtocol): ServiceApi {
  const contentType = `application/x-amz-json-${version}`

  function respond(
    response: ServerResponse,
    status: number,
    requestId: string,
    body: string,
    queryError?: string,
  ): void {
    const headers: Record<string, string | number> = {
      'content-type': contentType,
      'content-length': Buffer.byteLength(body),
      'x-amzn-requestid': requestId,
    }
    if (queryError) headers['x-amzn-query-error'] = queryError
    response.writeHead(status, headers).end(body)
  }

  async function serve(
    request: IncomingMessage,
    response: ServerResponse,
    context: RequestContext,
  ): Promise<void> {
    try {
      const target = String(request.headers['x-amz-target'] ?? '')
      const name = target.slice(target.indexOf('.') + 1)
      const action =
        target.startsWith(`${targetPrefix}.`) && Object.hasOwn(actions, name) ? actions[name] : undefined
      const body = await context.body()
      if (!action) throw unknownOperation(signingName, target)
      const input = parseJson(body)
      context.authorize(name, input)
      const output = await action(input as never, context)
      if (output instanceof EventStream) {
        const { requestId, signal } = context
        return await sendEventStream(response, output, { contentType, requestId, signal })
      }
      respond(response, 200, context.requestId, JSON.stringify(output ?? {}))
    } catch (cause) {
      const error = asAwsError(cause)
      const body = JSON.stringify({
        __type: namespace === undefined ? error.code : `${namespace}#${error.code}`,
        message: error.message,
        ...error.members,
      })
      const queryError = `${error.queryCode ?? error.code};${error.fault}`
      respond(response, error.statusCode, context.requestId, body, queryError)
    }
  }

  return { signingName, operations: Object.keys(actions), serve }
}

function unknownOperation(signingName: string, target: string): AwsError {
  return new AwsError(
    'UnknownOperationException',
    `The local AWS does not simulate the operation ${JSON.stringify(target)} of ${signingName}.`,
  )
}
