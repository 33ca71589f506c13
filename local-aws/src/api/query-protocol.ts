import type { IncomingMessage, ServerResponse } from 'node:http'
import { AwsError, asAwsError } from '../aws-error.ts'
import type { Actions, RequestContext, ServiceApi } from './service-api.ts'
import { toXml } from './xml.ts'

export interface QueryProtocol {
  signingName: string
  /** The XML namespace of responses, such as `http://sns.amazonaws.com/doc/2010-03-31/`. */
  xmlNamespace: string
  actions: Actions
}

/**
 * `awsQuery` of the Smithy specification. Inputs have the shape of the SDK's types, except that every scalar is a
 * string. In outputs, an array becomes a list and a `Map` becomes a map.
 */
export function queryProtocol({ signingName, xmlNamespace, actions }: QueryProtocol): ServiceApi {
  async function serve(
    _request: IncomingMessage,
    response: ServerResponse,
    context: RequestContext,
  ): Promise<void> {
    const { requestId } = context
    try {
      const form = new URLSearchParams((await context.body()).toString('utf8'))
      const name = form.get('Action') ?? ''
      const action = Object.hasOwn(actions, name) ? actions[name] : undefined
      if (!action) throw unknownAction(signingName, name)
      const input = unflatten(form)
      context.authorize(name, input)
      const output = (await action(input as never, context)) ?? {}
      const result = `<${name}Result>${toXml(output)}</${name}Result>`
      const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`
      send(
        response,
        200,
        requestId,
        `<${name}Response xmlns="${xmlNamespace}">${result}${metadata}</${name}Response>`,
      )
    } catch (cause) {
      const error = asAwsError(cause)
      const members = {
        Type: error.fault,
        Code: error.queryCode ?? error.code,
        Message: error.message,
        ...error.members,
      }
      const body = `<Error>${toXml(members)}</Error><RequestId>${requestId}</RequestId>`
      send(
        response,
        error.statusCode,
        requestId,
        `<ErrorResponse xmlns="${xmlNamespace}">${body}</ErrorResponse>`,
      )
    }
  }

  return { signingName, operations: Object.keys(actions), serve }
}

function send(response: ServerResponse, status: number, requestId: string, body: string): void {
  response
    .writeHead(status, {
      'content-type': 'text/xml',
      'content-length': Buffer.byteLength(body),
      'x-amzn-requestid': requestId,
    })
    .end(body)
}

function unknownAction(signingName: string, name: string): AwsError {
  return new AwsError(
    'InvalidAction',
    `The local AWS does not simulate the action ${JSON.stringify(name)} of ${signingName}.`,
  )
}

interface Tree {
  [key: string]: string | Tree
}

/** Converts `A.member.1.B=x` and `A.entry.1.key=k` to nested lists and maps. */
function unflatten(form: URLSearchParams): unknown {
  const root: Tree = {}
  for (const [path, value] of form) {
    if (path === 'Action' || path === 'Version') continue
    const keys = path.split('.')
    const last = keys.pop() as string
    let node = root
    for (const key of keys) {
      const child = Object.hasOwn(node, key) ? node[key] : undefined
      if (typeof child === 'object') node = child
      else {
        const made: Tree = Object.create(null)
        node[key] = made
        node = made
      }
    }
    node[last] = value
  }
  return Object.fromEntries(Object.entries(root).map(([key, value]) => [key, shape(value)]))
}

function shape(value: string | Tree): unknown {
  if (typeof value === 'string') return value
  if (typeof value.member === 'object') return list(value.member)
  if (typeof value.entry === 'object') return map(value.entry)
  const keys = Object.keys(value)
  if (keys.length > 0 && keys.every(key => /^\d+$/.test(key))) return list(value)
  return Object.fromEntries(keys.map(key => [key, shape(value[key] as string | Tree)]))
}

function list(numbered: Tree): unknown[] {
  return inOrder(numbered).map(shape)
}

function map(numbered: Tree): Record<string, unknown> {
  const entries = inOrder(numbered).map(item => {
    const { key, value, Name, Value } = item as Tree
    return [(key ?? Name) as string, shape((value ?? Value ?? '') as string | Tree)] as const
  })
  return Object.fromEntries(entries)
}

function inOrder(numbered: Tree): (string | Tree)[] {
  return Object.keys(numbered)
    .sort((a, b) => Number(a) - Number(b))
    .map(key => numbered[key] as string | Tree)
}
