import { cbor } from '@smithy/core/cbor'
import type { FuzzRequest } from './client-request.ts'
import type { Protocol, Service } from './operations.ts'
import type { Answer } from './transport.ts'

/** Longer than any request may occupy the main thread. */
export const SLOW_MS = 1_000

const SPEAK_SEVERAL = ['sqs', 'monitoring']

/** What is wrong with an answer; undefined if nothing is. */
export function wrongAnswer(request: FuzzRequest, answer: Answer): string | undefined {
  const { service, method } = request
  if (!answer) return 'no answer'
  const { status } = answer
  if (status >= 500 && !isDocumented(request, answer)) return `status ${status}`
  if (status < 400 || method === 'HEAD' || service === undefined) return undefined
  // Without a signature that names it, nobody knows the service.
  if (request.headers.authorization !== undefined || refusedBeforeProtocol(answer)) return undefined
  const protocol = spoken(service, request)
  return isParseable(protocol, answer) ? undefined : `an error that is no ${protocol}`
}

/** Where a service speaks several protocols, the request tells which. */
function spoken({ signingName, protocol }: Service, { headers, path, query }: FuzzRequest): Protocol {
  // Version 1 of SES, which is refused by name.
  if (signingName === 'ses' && /^\/(\?|$)/.test(path)) return 'query'
  if (!SPEAK_SEVERAL.includes(signingName)) return protocol
  if (
    headers['x-amz-target'] !== undefined ||
    headers['content-type']?.startsWith('application/x-amz-json-')
  ) {
    return 'json'
  }
  if (headers['smithy-protocol'] === 'rpc-v2-cbor') return 'cbor'
  const form = headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  return form || query.Action !== undefined ? 'query' : 'json'
}

/** Refusals by name, and what a gateway answers for a function whose answer makes no sense. */
function isDocumented(
  { method, path }: FuzzRequest,
  { status, text, headers }: NonNullable<Answer>,
): boolean {
  if (status === 501)
    return method === 'HEAD' || /NotSimulated|NotImplemented/.test(`${headers['x-amzn-errortype']} ${text}`)
  return /^\/_aws\/(execute-api|lambda-url)\//.test(path)
}

/** By Node.js for an `Expect` that it does not know, and by the front door for a web page. */
function refusedBeforeProtocol({ status, headers }: NonNullable<Answer>): boolean {
  return status === 417 || /^Forbidden(Host|Origin)$/.test(String(headers['x-amzn-errortype']))
}

function isParseable(protocol: Protocol, { headers, text, body }: NonNullable<Answer>): boolean {
  switch (protocol) {
    case 'cbor':
      return headers['smithy-protocol'] === 'rpc-v2-cbor' && cborObject(body)?.__type !== undefined
    case 'json':
      return typeof jsonObject(text)?.__type === 'string'
    case 'rest-json':
      return typeof headers['x-amzn-errortype'] === 'string' && jsonObject(text) !== undefined
    case 'http-api':
      return jsonObject(text) !== undefined
    default:
      return /<Error>.*<Code>[^<]+<\/Code>/s.test(text)
  }
}

function cborObject(body: Buffer): Record<string, unknown> | undefined {
  try {
    return cbor.deserialize(body)
  } catch {
    return undefined
  }
}

function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
