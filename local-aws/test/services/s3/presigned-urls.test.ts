import { createHmac } from 'node:crypto'
import { GetObjectCommand, PutObjectCommand, S3Client, UploadPartCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { ScaledClock } from '../../../src/clock.ts'
import type { Credentials } from '../../../src/identity/credentials.ts'
import { LocalAws } from '../../../src/local-aws.ts'
import { administratorRole } from '../../role-policies.ts'
import { answered, EdgeRig } from './edge-rig.ts'

/* The rules are those of the API reference, "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)". */

let rig: EdgeRig
beforeAll(async () => {
  rig = await EdgeRig.start()
  await rig.bucket('videos')
})
afterAll(() => rig.stop())

type Command = GetObjectCommand | PutObjectCommand | UploadPartCommand
type Options = NonNullable<Parameters<typeof getSignedUrl>[2]>

const sign = (command: Command, options: Options = {}, client: S3Client = rig.s3) =>
  getSignedUrl(client, command as GetObjectCommand, { signingDate: new Date(rig.clock.now()), ...options })
const put = (Key: string, options: Options = {}) =>
  sign(new PutObjectCommand({ Bucket: 'videos', Key }), options)
const get = (Key: string, options: Options = {}) =>
  sign(new GetObjectCommand({ Bucket: 'videos', Key }), options)
const upload = (url: string, body: string, headers: Record<string, string> = {}) =>
  answered(fetch(url, { method: 'PUT', body, headers }))

/**
 * @documented S3 API Reference, Authenticating requests, Query parameters: the path is encoded once, and is
 *   not normalised
 */
test.each(["a b/ü(1)'*~+=&;.mp4", '//double//slash', '100%25?#', '日本/動画.mp4'])(
  'writes and reads the key %j: its path is signed as it is, neither normalised nor encoded twice',
  async key => {
    expect(await upload(await put(key), 'content')).toMatchObject({ status: 200 })
    expect(await answered(fetch(await get(key)))).toMatchObject({ status: 200, text: 'content' })
    expect(await rig.read('videos', key)).toBe('content')
  },
)

/**
 * @documented S3 API Reference, Authenticating requests, Query parameters: headers and parameters that are
 *   signed
 */
test('what the signer said of the object is kept, in signed headers and in the URL alike', async () => {
  const url = await sign(
    new PutObjectCommand({
      Bucket: 'videos',
      Key: 'traits',
      ContentType: 'video/mp4',
      ServerSideEncryption: 'AES256',
      Metadata: { title: 'cats' },
      Tagging: 'kind=clip',
    }),
    { signableHeaders: new Set(['content-type']) },
  )
  expect(new URL(url).searchParams.get('x-amz-meta-title')).toBe('cats')
  const sent = { 'content-type': 'video/mp4', 'x-amz-server-side-encryption': 'AES256' }
  expect(await upload(url, 'x', sent)).toMatchObject({ status: 200 })

  const { ContentType, Metadata } = await rig.s3.headObject({ Bucket: 'videos', Key: 'traits' })
  expect({ ContentType, Metadata }).toEqual({ ContentType: 'video/mp4', Metadata: { title: 'cats' } })
  const { TagSet } = await rig.s3.getObjectTagging({ Bucket: 'videos', Key: 'traits' })
  expect(TagSet).toEqual([{ Key: 'kind', Value: 'clip' }])
})

/**
 * @documented S3 API Reference, Authenticating requests, Query parameters: signed headers must be sent as
 *   they were signed
 */
describe('type, length and condition that were signed', () => {
  const headers = { 'content-type': 'video/mp4', 'if-none-match': '*' }
  const signed = (Key: string) =>
    sign(
      new PutObjectCommand({
        Bucket: 'videos',
        Key,
        ContentType: 'video/mp4',
        ContentLength: 5,
        IfNoneMatch: '*',
      }),
      { signableHeaders: new Set(['content-type', 'content-length', 'if-none-match']) },
    )

  test('bind the upload, which happens once', async () => {
    const url = await signed('bound')
    expect(await upload(url, 'video', headers)).toMatchObject({ status: 200 })
    expect(await upload(url, 'other', headers)).toMatchObject({ status: 412, code: 'PreconditionFailed' })
    expect(await rig.read('videos', 'bound')).toBe('video')
  })

  test.each([
    ['another type', 'video', { ...headers, 'content-type': 'text/html' }],
    ['another length', 'longer video', headers],
    ['no condition', 'video', { 'content-type': 'video/mp4' }],
  ])('do not hold for %s', async (_, body, sent) => {
    expect(await upload(await signed('refused'), body, sent)).toMatchObject({
      status: 403,
      code: 'SignatureDoesNotMatch',
    })
    expect(await rig.read('videos', 'refused')).toBeUndefined()
  })
})

/**
 * @documented S3 API Reference, Authenticating requests, Query parameters, X-Amz-Expires: how long the URL is
 *   valid, in seconds
 */
test('a URL that has expired is refused with when it did, by the clock of this AWS', async () => {
  await rig.s3.putObject({ Bucket: 'videos', Key: 'fading', Body: 'x' })
  const url = await get('fading', { expiresIn: 900 })
  await rig.clock.advanceBy({ seconds: 899 })
  expect(await answered(fetch(url))).toMatchObject({ status: 200 })

  await rig.clock.advanceBy({ seconds: 2 })
  const refused = await answered(fetch(url))
  expect(refused).toMatchObject({ status: 403, code: 'AccessDenied' })
  expect(refused.element('Message')).toBe('Request has expired')
  expect(refused.element('X-Amz-Expires')).toBe('900')
  const expires = Date.parse(refused.element('Expires') as string)
  expect(Date.parse(refused.element('ServerTime') as string)).toBeGreaterThan(expires)
})

/** @documented S3 API Reference, Error responses, RequestTimeTooSkewed: fifteen minutes */
test('a URL that is signed for later is not good yet, but for the fifteen minutes that clocks may differ', async () => {
  await rig.s3.putObject({ Bucket: 'videos', Key: 'early', Body: 'x' })
  const at = (minutes: number) => get('early', { signingDate: new Date(rig.clock.now() + minutes * 60_000) })
  expect(await answered(fetch(await at(14)))).toMatchObject({ status: 200 })
  expect(await answered(fetch(await at(16)))).toMatchObject({ status: 403, code: 'AccessDenied' })
})

/**
 * @documented S3 API Reference, Authenticating requests, Query parameters: a request that differs from what
 *   was signed is refused
 */
describe('what was not signed', () => {
  const change = async (by: (url: URL) => void) => {
    const url = new URL(await get('traits'))
    by(url)
    return answered(fetch(url))
  }

  test.each<[string, (url: URL) => void]>([
    ['another key', url => Object.assign(url, { pathname: '/videos/fading' })],
    ['another answer', url => url.searchParams.set('response-content-type', 'text/html')],
    ['a longer life', url => url.searchParams.set('X-Amz-Expires', '901')],
    ['another signature', url => url.searchParams.set('X-Amz-Signature', '0'.repeat(64))],
  ])('%s is refused', async (_, by) => {
    expect(await change(by)).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' })
  })

  test('another method is refused, with what S3 would have signed', async () => {
    const refused = await answered(fetch(await get('traits'), { method: 'DELETE' }))
    expect(refused).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' })
    expect(refused.element('CanonicalRequest')).toMatch(/^DELETE\n\/videos\/traits\n/)
    expect(await rig.read('videos', 'traits')).toBe('x')
  })

  /**
   * @documented S3 API Reference, HeadBucket: "All headers with the x-amz- prefix, including
   *   x-amz-copy-source, must be signed"
   */
  test('a header of S3 is refused by its name', async () => {
    const refused = await upload(await put('acl'), 'x', { 'x-amz-meta-by': 'stranger' })
    expect(refused).toMatchObject({ status: 403, code: 'AccessDenied' })
    expect(refused.element('HeadersNotSigned')).toBe('x-amz-meta-by')
  })
})

/**
 * @documented S3 API Reference, Error responses: InvalidAccessKeyId, InvalidToken, ExpiredToken and
 *   SignatureDoesNotMatch
 */
test('who signed must be known, and still hold the token', async () => {
  const by = async (credentials: Credentials) => {
    const client = new S3Client({ ...rig.client, credentials })
    const url = await sign(new GetObjectCommand({ Bucket: 'videos', Key: 'traits' }), {}, client)
    return answered(fetch(url))
  }
  const role = rig.administrator('upload')

  expect(await by(role)).toMatchObject({ status: 200 })
  expect(await by({ ...role, sessionToken: 'stolen' })).toMatchObject({ status: 400, code: 'InvalidToken' })
  const expired = rig.aws.credentials.assumeRole('arn:aws:iam::000000000000:role/upload', 'upload', 0)
  expect(await by(expired)).toMatchObject({ status: 400, code: 'ExpiredToken' })
  expect(await by({ ...rig.developer, accessKeyId: 'nobody' })).toMatchObject({ code: 'InvalidAccessKeyId' })
  expect(await by({ ...rig.developer, secretAccessKey: 'guess' })).toMatchObject({
    code: 'SignatureDoesNotMatch',
  })
})

/**
 * @documented S3 API Reference, Authenticating requests, Query parameters: the form of each parameter;
 *   X-Amz-Expires is at most 604,800
 */
test.each([
  ['X-Amz-Expires', '604801', 'must be less than a week'],
  ['X-Amz-Expires', 'soon', 'should be a number'],
  ['X-Amz-Date', 'yesterday', 'ISO8601 Long Format'],
  ['X-Amz-Credential', 'local/20260101/us-east-1/s3', 'mal-formed'],
  ['X-Amz-Credential', 'local/20260101/eu-west-1/s3/aws4_request', "expecting 'us-east-1'"],
  ['X-Amz-SignedHeaders', '', 'requires the X-Amz-Algorithm'],
])('%s=%s is refused as malformed', async (name, value, message) => {
  const url = new URL(await get('traits'))
  url.searchParams.set(name, value)
  const refused = await answered(fetch(url))
  expect(refused).toMatchObject({ status: 400, code: 'AuthorizationQueryParametersError' })
  expect(refused.element('Message')).toContain(message)
})

/** @documented S3 User Guide, Uploading with presigned URLs: parts of a multipart upload */
test('parts of a multipart upload can be sent to presigned URLs', async () => {
  const target = { Bucket: 'videos', Key: 'in-parts' }
  const { UploadId } = await rig.s3.createMultipartUpload(target)
  const url = await sign(new UploadPartCommand({ ...target, UploadId, PartNumber: 1 }))
  const { headers } = await upload(url, 'part one')
  await rig.s3.completeMultipartUpload({
    ...target,
    UploadId,
    MultipartUpload: { Parts: [{ PartNumber: 1, ETag: headers.get('etag') as string }] },
  })
  expect(await rig.read('videos', 'in-parts')).toBe('part one')
})

/** @own access without a signature, of which there is none */
describe('without a signature nothing is open', () => {
  test.each(['GET', 'PUT', 'DELETE'])('%s is AccessDenied', async method => {
    const refused = await answered(fetch(`${rig.endpoint}/videos/traits`, { method }))
    expect(refused).toMatchObject({ status: 403, code: 'AccessDenied' })
  })
})

/** @documented S3 API Reference, Appendix: Authenticating requests (AWS signature version 2) */
describe('a URL of Signature Version 2', () => {
  const signed = (method: string, path: string, lines: string[], expiresIn = 60) => {
    const expires = Math.floor(rig.clock.now() / 1000) + expiresIn
    const [, , ...headers] = lines
    const text = [method, lines[0], lines[1], expires, ...headers, path].join('\n')
    const signature = createHmac('sha1', rig.developer.secretAccessKey).update(text).digest('base64')
    const query = new URLSearchParams({
      AWSAccessKeyId: rig.developer.accessKeyId,
      Signature: signature,
      Expires: String(expires),
    })
    return `${rig.endpoint}${path}${path.includes('?') ? '&' : '?'}${query}`
  }

  test('reads and writes, with its headers and parameters', async () => {
    const put = signed('PUT', '/videos/two%20words', ['', 'video/mp4', 'x-amz-meta-title:cats'])
    const sent = { 'content-type': 'video/mp4', 'x-amz-meta-title': 'cats' }
    expect(await upload(put, 'old', sent)).toMatchObject({ status: 200 })
    const get = signed('GET', '/videos/two%20words?response-content-type=text/plain', ['', ''])
    const { status, text, headers } = await answered(fetch(get))
    expect({ status, text }).toEqual({ status: 200, text: 'old' })
    expect(headers.get('content-type')).toBe('text/plain')
    expect(headers.get('x-amz-meta-title')).toBe('cats')
  })

  test('is refused when it is changed, or has expired', async () => {
    const url = signed('GET', '/videos/traits', ['', ''])
    expect(await answered(fetch(url, { method: 'DELETE' }))).toMatchObject({ code: 'SignatureDoesNotMatch' })
    expect(await answered(fetch(url.replace('traits', 'fading')))).toMatchObject({
      status: 403,
      code: 'SignatureDoesNotMatch',
    })
    const expired = await answered(fetch(signed('GET', '/videos/traits', ['', ''], -2)))
    expect(expired).toMatchObject({ status: 403, code: 'AccessDenied' })
    expect(expired.element('Message')).toBe('Request has expired')
  })
})

/** @own the clock, where it differs from real time */
test('on a clock that runs ahead, a function signs by it and a developer by real time: both are right', async () => {
  const clock = new ScaledClock(100_000)
  const aws = await LocalAws.start({ clock })
  administratorRole(aws.account, 'upload')
  const role = aws.credentials.assumeRole('arn:aws:iam::000000000000:role/upload', 'upload')
  const s3 = (credentials: Credentials) =>
    new S3Client({ endpoint: aws.endpoint, region: 'us-east-1', credentials })
  const fetched = async (credentials: Credentials, signedAt: number) => {
    const command = new GetObjectCommand({ Bucket: 'videos', Key: 'none' })
    const options = { signingDate: new Date(signedAt), expiresIn: 7 * 24 * 60 * 60 }
    return (await answered(fetch(await getSignedUrl(s3(credentials), command, options)))).code
  }
  while (clock.now() - clock.wall.now() < 60 * 60_000) await new Promise(resolve => setImmediate(resolve))

  expect(await fetched(role, clock.now())).toBe('NoSuchBucket')
  expect(await fetched(aws.developer, clock.wall.now())).toBe('NoSuchBucket')
  expect(await fetched(aws.developer, clock.now())).toBe('AccessDenied')
  await aws.stop()
})
