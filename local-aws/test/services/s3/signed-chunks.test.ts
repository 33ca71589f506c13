import { createHmac, hash } from 'node:crypto'
import { GetObjectCommand } from '@aws-sdk/client-s3'
import { signedHeaders } from '../../signed-request.ts'
import { s3Rig } from './s3-rig.ts'

const rig = s3Rig()
const PARTS = ['first ', 'second', '']

/** A PUT whose chunks and trailer are signed as the API reference says, each with the signature before it. */
async function put(
  bucket: string,
  change: (body: string) => string,
): Promise<{ status: number; text: string }> {
  const path = `/${bucket}/a`
  const headers = {
    'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
    'content-encoding': 'aws-chunked',
    'x-amz-decoded-content-length': '12',
    'x-amz-trailer': 'x-amz-meta-end',
  }
  const { host: _, ...signed } = await signedHeaders(rig.rig.target, 's3', path, { method: 'PUT', headers })
  const [, scope = '', seed = ''] =
    /Credential=[^/]+\/(\S+), .*Signature=(\w+)/.exec(signed.authorization ?? '') ?? []
  const key = scope
    .split('/')
    .reduce<string | Buffer>(
      (parent, part) => createHmac('sha256', parent).update(part).digest(),
      `AWS4${rig.rig.developer.secretAccessKey}`,
    )
  let previous = seed
  const sign = (kind: string, ...hashes: string[]) => {
    const text = [`AWS4-HMAC-SHA256-${kind}`, signed['x-amz-date'], scope, previous, ...hashes].join('\n')
    previous = createHmac('sha256', key).update(text).digest('hex')
    return previous
  }
  const chunks = PARTS.map(part => {
    const signature = sign('PAYLOAD', hash('sha256', ''), hash('sha256', part))
    return `${part.length.toString(16)};chunk-signature=${signature}\r\n${part && `${part}\r\n`}`
  })
  const trailer = 'x-amz-meta-end:yes'
  const end = `${trailer}\r\nx-amz-trailer-signature:${sign('TRAILER', hash('sha256', `${trailer}\n`))}\r\n\r\n`
  const body = change(chunks.join('') + end)
  const response = await fetch(rig.account.endpoint + path, { method: 'PUT', headers: signed, body })
  return { status: response.status, text: await response.text() }
}

/** @documented S3 API Reference, Signature calculations for the Authorization header, multiple chunks: each chunk's signature includes the one before */
test('chunks and a trailer with right signatures are stored', async () => {
  const bucket = rig.bucket()
  expect(await put(bucket, body => body)).toMatchObject({ status: 200 })
  const { Body } = await rig.client().send(new GetObjectCommand({ Bucket: bucket, Key: 'a' }))
  expect(await Body?.transformToString()).toBe('first second')
})

/** @documented S3 API Reference, Signature calculations for the Authorization header, multiple chunks: each chunk's signature includes the one before */
test.each([
  ['another content of a chunk', (body: string) => body.replace('second', 'zecond')],
  ['another trailer', (body: string) => body.replace(':yes', ':no!')],
  ['a chunk without a signature', (body: string) => body.replace(/;chunk-signature=\w+/, '')],
  [
    'chunks in another order',
    (body: string) => {
      const [first = '', a = '', second = '', b = '', ...rest] = body.split('\r\n')
      return [second, b, first, a, ...rest].join('\r\n')
    },
  ],
])('%s is refused', async (_, change) => {
  const answer = await put(rig.bucket(), change)
  expect(answer).toEqual({ status: 403, text: expect.stringContaining('<Code>SignatureDoesNotMatch</Code>') })
})
