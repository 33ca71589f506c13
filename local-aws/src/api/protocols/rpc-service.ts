import type { IncomingMessage, ServerResponse } from 'node:http'
import { AwsError, asAwsError } from '../../aws-error.ts'
import { checkMembers, checkTypes, type InputErrors } from '../model/check-input.ts'
import { conforms } from '../model/conforming-input.ts'
import type { ServiceModel } from '../model/service-model.ts'
import type { Action, Actions, RequestContext, ServiceApi } from '../service-api.ts'
import { EventStream, sendEventStream } from './event-stream.ts'
import type { RpcProtocol } from './rpc-protocol.ts'

export interface RpcService {
  signingName: string
  model: ServiceModel
  /** How the service refuses an input. @default - see {@link InputErrors} */
  errors?: InputErrors
  /** The protocols that it speaks; a request in none of them is answered in the first. */
  protocols: readonly [RpcProtocol, ...RpcProtocol[]]
  actions: Actions
}

/** A service whose operations have names, in each of the protocols that its clients speak. */
export function rpcService(service: RpcService): ServiceApi {
  const { signingName, protocols, actions } = service

  async function serve(
    request: IncomingMessage,
    response: ServerResponse,
    context: RequestContext,
  ): Promise<void> {
    const protocol = protocols.find(each => each.speaks(request)) ?? protocols[0]
    try {
      const body = await context.body()
      const call = protocol.read(request, body)
      const { operation: name } = call
      const action = name !== undefined && Object.hasOwn(actions, name) ? actions[name] : undefined
      if (name === undefined || !action) throw unknownOperation(protocol, call.named)
      const input = call.input(service.model.input(name))
      const output = await run(service, { name, action, input }, context)
      if (output instanceof EventStream) {
        const { requestId, signal } = context
        return await sendEventStream(response, output, {
          contentType: protocol.contentType,
          requestId,
          signal,
        })
      }
      const shape = () => service.model.output(name)
      const written = protocol.writeOutput(name, output ?? {}, shape, context.requestId)
      respond(response, 200, protocol, context.requestId, { body: written })
    } catch (cause) {
      const error = asAwsError(cause)
      respond(
        response,
        error.statusCode,
        protocol,
        context.requestId,
        protocol.writeError(error, context.requestId),
      )
    }
  }

  function unknownOperation(protocol: RpcProtocol, named: string): AwsError {
    const { noun, code } = protocol.unknownOperation
    return new AwsError(
      code,
      `The local AWS does not simulate the ${noun} ${JSON.stringify(named)} of ${signingName}.`,
    )
  }

  return { signingName, operations: Object.keys(actions), serve }
}

/** A policy is asked between the two checks: it needs names of resources, and AWS tells nobody else about values. */
function run(
  { model, errors }: RpcService,
  { name, action, input }: { name: string; action: Action; input: unknown },
  context: RequestContext,
): ReturnType<Action> {
  const shape = model.input(name)
  if (conforms(input, shape)) context.authorize(name, input)
  else {
    checkTypes(name, input, shape)
    context.authorize(name, input)
    checkMembers(name, input, shape, errors)
  }
  return action(input as never, context)
}

function respond(
  response: ServerResponse,
  status: number,
  protocol: RpcProtocol,
  requestId: string,
  { body, headers }: { body: string | Uint8Array; headers?: Readonly<Record<string, string>> },
): void {
  response
    .writeHead(status, {
      'content-type': protocol.contentType,
      'content-length': typeof body === 'string' ? Buffer.byteLength(body) : body.length,
      'x-amzn-requestid': requestId,
      ...protocol.headers,
      ...headers,
    })
    .end(body)
}
