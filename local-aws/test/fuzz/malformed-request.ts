import { gzipSync } from 'node:zlib'
import { cbor } from '@smithy/core/cbor'
import type { Random } from '../../src/random.ts'
import type { FuzzRequest } from './client-request.ts'
import { malformForm } from './malformed-form.ts'
import { malformJson } from './malformed-json.ts'
import { malformXml } from './malformed-xml.ts'
import { oddJson, oddText, pick } from './odd-values.ts'

type Change = (request: FuzzRequest, random: Random) => Partial<FuzzRequest>

const BOMB = gzipSync(Buffer.alloc(20 * 1024 * 1024))
const HEADERS = [
  'accept',
  'authorization',
  'cache-control',
  'content-encoding',
  'content-md5',
  'content-type',
  'constructor',
  'cookie',
  'expect',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-unmodified-since',
  'origin',
  'range',
  'x-amz-acl',
  'x-amz-checksum-crc32',
  'x-amz-content-sha256',
  'x-amz-copy-source',
  'x-amz-copy-source-range',
  'x-amz-date',
  'x-amz-decoded-content-length',
  'x-amz-expected-bucket-owner',
  'x-amz-meta-__proto__',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-security-token',
  'x-amz-server-side-encryption',
  'x-amz-tagging',
  'x-amz-target',
  'x-amz-trailer',
  'x-amzn-trace-id',
]
const HEADER_VALUES = [
  'AWS4-HMAC-SHA256',
  'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0',
  'AWS4-HMAC-SHA256 Credential=, SignedHeaders=, Signature=',
  'AWS a:b',
  'Bearer a',
  '20260101T000000Z',
  'UNSIGNED-PAYLOAD',
  'gzip',
  'aws-chunked',
  'application/x-amz-json-1.0',
  'application/x-amz-json-1.1',
  'application/cbor',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'multipart/form-data; boundary=a',
  'text/plain',
  'AAAA',
  'a=b&a=b',
  'Root=1-1-1;Parent=1;Sampled=1',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
]
const PATHS = [
  '/%ff',
  '//',
  '/\\',
  '/%00',
  '/a/../b',
  '/?',
  '/%2e%2e/a',
  '/a//b',
  `/${'a/'.repeat(2000)}`,
  '/constructor',
]
const QUERY = [
  '__proto__',
  'constructor',
  'max-keys',
  'marker',
  'list-type',
  'versionId',
  'uploadId',
  'partNumber',
  'Action',
  'acl',
  'X-Amz-Credential',
  'a',
]

const body: Change = ({ body, headers }, random) => {
  const text = body.toString()
  const type = headers['content-type'] ?? ''
  if (type.includes('cbor')) return { body: malformCbor(body, random) }
  if (type.includes('form-urlencoded')) return { body: Buffer.from(malformForm(text, random)) }
  if (type.includes('xml') || text.startsWith('<')) return { body: Buffer.from(malformXml(text, random)) }
  return { body: Buffer.from(malformJson(text, random)) }
}

/** By way of JSON, which has fewer types. */
function malformCbor(body: Buffer, random: Random): Buffer {
  try {
    const document = JSON.stringify(body.length === 0 ? {} : cbor.deserialize(body))
    return Buffer.from(cbor.serialize(JSON.parse(malformJson(document, random))))
  } catch {
    // It is malformed already, or what JSON holds has no form in CBOR.
    return body.subarray(0, random.integer(body.length + 1))
  }
}

const bytes: Change = ({ body, headers }, random) => {
  const cut = random.integer(body.length + 1)
  return pick<() => Partial<FuzzRequest>>(
    [
      () => ({ body: body.subarray(0, cut) }),
      () => ({
        body: Buffer.concat([body.subarray(0, cut), Buffer.from([0xff, 0xc0, 0]), body.subarray(cut)]),
      }),
      () => ({ body: Buffer.concat([Buffer.from('\ufeff'), body]) }),
      () => ({ body: Buffer.from(body.toString(), 'utf16le') }),
      () => ({ body: Buffer.alloc(0) }),
      () => ({ body: Buffer.from(oddJson(random)) }),
      () => ({ headers: { ...headers, 'content-encoding': 'gzip' } }),
      () => ({ headers: { ...headers, 'content-encoding': 'gzip' }, body: gzipSync(body) }),
      () => ({ headers: { ...headers, 'content-encoding': 'gzip' }, body: gzipSync(body).subarray(0, -5) }),
      () => ({ headers: { ...headers, 'content-encoding': 'gzip' }, body: BOMB }),
    ],
    random,
  )()
}

const header: Change = ({ headers }, random) => {
  const name = pick(random.fraction() < 0.5 ? HEADERS : [...Object.keys(headers), 'accept'], random)
  const value = random.fraction() < 0.5 ? pick(HEADER_VALUES, random) : oddText(random)
  return { headers: { ...headers, [name]: value.replaceAll(/[^\x20-\x7e]/g, '?') } }
}

const missingHeader: Change = ({ headers }, random) => {
  const { [pick([...Object.keys(headers), 'accept'], random)]: _, ...rest } = headers
  return { headers: rest }
}

const path: Change = ({ path }, random) => {
  const segments = path.split('/')
  segments[random.integer(segments.length)] = encodeURIComponent(oddText(random))
  return {
    path: pick(
      [pick(PATHS, random), `/${segments.join('/')}`.replace('//', '/'), `${path}/`, `${path}%`],
      random,
    ),
  }
}

const query: Change = ({ query }, random) => {
  const name = pick([...Object.keys(query), ...QUERY], random)
  return { query: { ...query, [name]: pick<string | string[]>([oddText(random), ['a', 'b'], ''], random) } }
}

const method: Change = (_, random) => ({
  method: pick(['GET', 'PUT', 'POST', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'TRACE'], random),
})

const unsigned: Change = () => ({ service: undefined })

/** By how often each is made. */
const CHANGES: readonly Change[] = [
  ...Array.from({ length: 24 }, () => body),
  ...[bytes, bytes, bytes],
  ...[header, header, header, missingHeader],
  ...[path, path, query, query, method, unsigned],
]

/** Makes one or two things in a request wrong. */
export function malformed(request: FuzzRequest, random: Random): FuzzRequest {
  const once = { ...request, ...pick(CHANGES, random)(request, random) }
  return random.fraction() < 0.8 ? once : { ...once, ...pick(CHANGES, random)(once, random) }
}
