import type { Random } from '../../src/random.ts'
import type { FuzzRequest } from './client-request.ts'
import { FUZZED_STACK } from './fuzzed-stack.ts'
import { oddJson, oddText, pick } from './odd-values.ts'
import type { Service } from './operations.ts'
import type { FuzzedServer } from './server.ts'

/** Parts that a parser of `aws-chunked` or of a form may stumble over. */
const CHUNKS = [
  '5\r\nhello\r\n',
  '0\r\n\r\n',
  '5;chunk-signature=a\r\nhello\r\n',
  'fffffffff\r\n',
  '-1\r\n',
  'x\r\n',
  'x-amz-checksum-crc32:AAAA\r\n',
  '\r\n',
]
const FIELDS = [
  'key',
  'policy',
  'x-amz-signature',
  'x-amz-credential',
  'x-amz-algorithm',
  'x-amz-date',
  'success_action_status',
  'success_action_redirect',
  'tagging',
  'file',
]
const OWN_PATHS = [
  '/_aws/ses',
  '/_aws/ses?to=%ff',
  '/_aws/lambda-runtime/a/next',
  '/_aws/lambda-runtime/',
  '/_aws/custom-resource/a',
  '/_aws/execute-api/',
  '/_aws/execute-api/none/a',
  '/_aws/lambda-url/',
  '/_aws/lambda-url/none/',
  '/_aws/',
  '/_aws',
]

/** Requests that no SDK makes of an operation's input: to gateways, to paths of the local AWS, forms and chunks of S3. */
export function otherRequest(
  server: FuzzedServer,
  s3: Service,
  execute: Service,
  random: Random,
): FuzzRequest {
  const { ApiUrl = '', FunctionUrl = '' } = server.opened.stacks[FUZZED_STACK] ?? {}
  const method = pick(['GET', 'POST', 'PUT', 'OPTIONS', 'DELETE', 'HEAD'], random)
  const base = { service: undefined, method, query: {}, headers: {}, body: Buffer.alloc(0) }
  return pick<() => FuzzRequest>(
    [
      () => ({
        ...base,
        what: 'HTTP API',
        service: random.fraction() < 0.3 ? execute : undefined,
        path: `${new URL(ApiUrl).pathname.replace(/\/$/, '')}${pick(['/open/a', '/open/a/b%2Fc', '/signed/1', '/open/%ff', '/none', '//open/a', ''], random)}`,
        query: { answer: oddJson(random).slice(0, 3000), [oddText(random).slice(0, 50)]: 'a' },
        headers: { 'content-type': 'application/json', cookie: 'a=b; c', constructor: 'a' },
        body: Buffer.from(oddJson(random)),
      }),
      () => ({
        ...base,
        what: 'function URL',
        path: `${new URL(FunctionUrl).pathname}${pick(['', 'a', '%ff', '/a//'], random)}`,
        query: { answer: oddJson(random).slice(0, 3000) },
        headers: { origin: 'http://example.com', 'access-control-request-method': 'POST' },
        body: Buffer.from(oddText(random)),
      }),
      () => ({
        ...base,
        what: 'own path',
        ...targetOf(pick(OWN_PATHS, random)),
        body: Buffer.from(oddJson(random)),
      }),
      () => ({
        ...base,
        what: 's3 chunks',
        service: s3,
        method: 'PUT',
        path: '/shop-objects/chunks',
        headers: {
          'content-encoding': 'aws-chunked',
          'x-amz-content-sha256': pick(
            [
              'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
              'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
              'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
            ],
            random,
          ),
          'x-amz-decoded-content-length': pick(['5', '10', '-1', 'a', '99999999999'], random),
          'x-amz-trailer': pick(['x-amz-checksum-crc32', 'x-amz-checksum-none', ''], random),
        },
        body: Buffer.from(several(CHUNKS, random).join('')),
      }),
      () => ({
        ...base,
        what: 's3 form',
        method: 'POST',
        path: '/shop-objects',
        headers: {
          'content-type': pick(
            ['multipart/form-data; boundary=b', 'multipart/form-data', 'multipart/form-data; boundary=""'],
            random,
          ),
        },
        body: Buffer.from(formOf(random)),
      }),
      () => ({
        ...base,
        what: 's3 presigned',
        path: pick(['/shop-objects/a.txt', '/shop-objects', '/'], random),
        query: {
          'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
          'X-Amz-Credential': `${server.opened.credentials.accessKeyId}/20260101/us-east-1/s3/aws4_request`,
          'X-Amz-Date': pick(['20260101T000000Z', oddText(random)], random),
          'X-Amz-Expires': pick(['60', oddText(random)], random),
          'X-Amz-SignedHeaders': pick(['host', oddText(random)], random),
          'X-Amz-Signature': oddText(random),
        },
      }),
    ],
    random,
  )()
}

function targetOf(target: string): Pick<FuzzRequest, 'path' | 'query'> {
  const [path = '', query = ''] = target.split('?')
  return { path, query: Object.fromEntries(new URLSearchParams(query)) }
}

function formOf(random: Random): string {
  const parts = several(FIELDS, random).map(
    name =>
      `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${oddText(random).slice(0, 300)}\r\n`,
  )
  return `${parts.join('')}${pick(['--b--\r\n', '--b', ''], random)}`
}

function several<Item>(items: readonly Item[], random: Random): Item[] {
  return Array.from({ length: random.integer(6) }, () => pick(items, random))
}
