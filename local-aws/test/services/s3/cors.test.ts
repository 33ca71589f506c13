import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { answered, EdgeRig } from './edge-rig.ts'

/* The rules are those of the User Guide, "Using cross-origin resource sharing (CORS)" and its sub-pages. */

let rig: EdgeRig
beforeAll(async () => {
  rig = await EdgeRig.start()
  await rig.bucket('site')
  await rig.bucket('closed')
  await rig.s3.putBucketCors({
    Bucket: 'site',
    CORSConfiguration: {
      CORSRules: [
        {
          ID: 'uploads',
          AllowedOrigins: ['https://*.example.com', 'https://example.com'],
          AllowedMethods: ['PUT', 'POST'],
          AllowedHeaders: ['content-*', 'if-none-match'],
          ExposeHeaders: ['ETag', 'x-amz-version-id'],
          MaxAgeSeconds: 3000,
        },
        { AllowedOrigins: ['*'], AllowedMethods: ['GET'] },
      ],
    },
  })
})
afterAll(() => rig.stop())

const preflight = (path: string, headers: Record<string, string>) =>
  answered(fetch(`${rig.endpoint}${path}`, { method: 'OPTIONS', headers }))
const asking = (origin: string, method: string, headers?: string) => ({
  origin,
  'access-control-request-method': method,
  ...(headers !== undefined && { 'access-control-request-headers': headers }),
})
const shared = (headers: Headers) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-') || name === 'vary'))

describe('a preflight request', () => {
  /**
   * @documented S3 User Guide, How does Amazon S3 evaluate the CORS configuration on a bucket: the first rule
   *   that matches is used
   */
  test('is answered by the first rule that fits, without a signature', async () => {
    const asked = asking('https://www.example.com', 'PUT', 'Content-Type, If-None-Match')
    const { status, headers } = await preflight('/site/clip', asked)
    expect(status).toBe(200)
    expect(shared(headers)).toEqual({
      'access-control-allow-origin': 'https://www.example.com',
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'PUT, POST',
      'access-control-allow-headers': 'content-type, if-none-match',
      'access-control-expose-headers': 'ETag, x-amz-version-id',
      'access-control-max-age': '3000',
      vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
    })
  })

  /** @documented S3 User Guide, CORS configuration, AllowedOrigin: a wildcard is for any origin */
  test('for any origin is answered with the wildcard', async () => {
    const { headers } = await preflight('/site/clip', asking('https://else.where', 'GET'))
    expect(shared(headers)).toMatchObject({ 'access-control-allow-origin': '*' })
    expect(headers.has('access-control-allow-credentials')).toBe(false)
  })

  /**
   * @documented S3 User Guide, Using cross-origin resource sharing: a preflight request is made before the
   *   request
   */
  test('to a presigned URL is not the request that was signed', async () => {
    const url = await getSignedUrl(rig.s3, new PutObjectCommand({ Bucket: 'site', Key: 'clip' }))
    const { pathname, search } = new URL(url)
    expect(await preflight(pathname + search, asking('https://example.com', 'PUT'))).toMatchObject({
      status: 200,
    })
  })

  /**
   * @documented S3 User Guide, How does Amazon S3 evaluate the CORS configuration on a bucket: origin, method
   *   and every header must match
   */
  test.each([
    ['an origin', asking('https://example.com.evil.org', 'PUT')],
    ['a method', asking('https://example.com', 'DELETE')],
    ['a header', asking('https://example.com', 'PUT', 'content-type, x-amz-acl')],
  ])('is refused for %s that no rule allows', async (_, asked) => {
    const refused = await preflight('/site/clip', asked)
    expect(refused).toMatchObject({ status: 403, code: 'AccessForbidden' })
    expect(refused.text).toContain('CORSResponse: This CORS request is not allowed.')
    expect(refused.element('ResourceType')).toBe('OBJECT')
    expect(refused.headers.has('access-control-allow-origin')).toBe(false)
  })

  /**
   * @documented S3 User Guide, Troubleshooting CORS: CORS is not enabled for this bucket; Insufficient
   *   information
   */
  test('is refused where CORS is not configured, and without what it must say', async () => {
    const closed = await preflight('/closed', asking('https://example.com', 'GET'))
    expect(closed).toMatchObject({ status: 403, code: 'AccessForbidden' })
    expect(closed.element('Message')).toBe('CORSResponse: CORS is not enabled for this bucket.')
    expect(closed.element('ResourceType')).toBe('BUCKET')
    const { origin, ...withoutOrigin } = asking('https://example.com', 'GET')
    expect(await preflight('/site/clip', withoutOrigin)).toMatchObject({ status: 400, code: 'BadRequest' })
    expect(await preflight('/site/clip', { origin })).toMatchObject({ status: 400, code: 'BadRequest' })
  })
})

/**
 * @documented S3 User Guide, Using cross-origin resource sharing: the response headers that a matching rule
 *   gives
 */
describe('the request itself', () => {
  const url = (key: string) => getSignedUrl(rig.s3, new GetObjectCommand({ Bucket: 'site', Key: key }))

  test('is answered with the headers that its origin needs, be it a success or an error', async () => {
    await rig.s3.putObject({ Bucket: 'site', Key: 'there', Body: 'x' })
    for (const [key, status] of [
      ['there', 200],
      ['missing', 404],
    ] as const) {
      const response = await answered(fetch(await url(key), { headers: { origin: 'https://else.where' } }))
      expect(response.status).toBe(status)
      expect(shared(response.headers)).toMatchObject({
        'access-control-allow-origin': '*',
        vary: expect.stringContaining('Origin'),
      })
    }
    const refused = await answered(
      fetch(`${rig.endpoint}/site/there`, { headers: { origin: 'https://else.where' } }),
    )
    expect(refused).toMatchObject({ status: 403, code: 'AccessDenied' })
    expect(shared(refused.headers)).toMatchObject({ 'access-control-allow-origin': '*' })
  })

  /** @documented Fetch Standard, CORS protocol: the browser keeps back an answer without the headers */
  test('is answered all the same where no rule fits: it is the browser that then keeps the answer back', async () => {
    const put = await getSignedUrl(rig.s3, new PutObjectCommand({ Bucket: 'site', Key: 'evil' }))
    const headers = { origin: 'https://evil.org' }
    const response = await answered(fetch(put, { method: 'PUT', body: 'x', headers }))
    expect(response.status).toBe(200)
    expect(response.headers.has('access-control-allow-origin')).toBe(false)
  })

  /**
   * @documented S3 User Guide, Using cross-origin resource sharing: the rules are for requests with an Origin
   *   header
   */
  test('without an origin, or to a bucket without rules, is answered as ever', async () => {
    const { headers } = await answered(fetch(await url('there')))
    expect(headers.has('access-control-allow-origin')).toBe(false)
    await rig.s3.putObject({ Bucket: 'closed', Key: 'there', Body: 'x' })
    const closed = await getSignedUrl(rig.s3, new GetObjectCommand({ Bucket: 'closed', Key: 'there' }))
    const response = await answered(fetch(closed, { headers: { origin: 'https://example.com' } }))
    expect(shared(response.headers)).toEqual({})
  })
})

describe('the configuration', () => {
  /**
   * @documented S3 API Reference, PutBucketCors: "Sets the cors configuration for your bucket.";
   *   GetBucketCors: the configuration; DeleteBucketCors: "Deletes the cors configuration information set for
   *   the bucket."
   */
  test('is given back as it was put, until it is deleted', async () => {
    const { CORSRules = [] } = await rig.s3.getBucketCors({ Bucket: 'site' })
    expect(CORSRules).toHaveLength(2)
    expect(CORSRules[0]).toEqual({
      ID: 'uploads',
      AllowedOrigins: ['https://*.example.com', 'https://example.com'],
      AllowedMethods: ['PUT', 'POST'],
      AllowedHeaders: ['content-*', 'if-none-match'],
      ExposeHeaders: ['ETag', 'x-amz-version-id'],
      MaxAgeSeconds: 3000,
    })
    await rig.s3.putBucketCors({ Bucket: 'closed', CORSConfiguration: { CORSRules } })
    await rig.s3.deleteBucketCors({ Bucket: 'closed' })
    await expect(rig.s3.getBucketCors({ Bucket: 'closed' })).rejects.toMatchObject({
      name: 'NoSuchCORSConfiguration',
      $metadata: { httpStatusCode: 404 },
    })
  })

  /**
   * @documented S3 API Reference, CORSRule: the methods GET, PUT, HEAD, POST and DELETE; one wildcard in an
   *   origin
   */
  test.each([
    [{ AllowedMethods: ['PATCH'], AllowedOrigins: ['*'] }, 'InvalidRequest', 'Unsupported method is PATCH'],
    [{ AllowedMethods: ['GET'], AllowedOrigins: ['*.a.*'] }, 'InvalidRequest', 'more than one wildcard'],
    [
      { AllowedMethods: ['GET'], AllowedOrigins: ['*'], ExposeHeaders: ['x-*'] },
      'InvalidRequest',
      'contains wildcard',
    ],
    [{ AllowedMethods: [], AllowedOrigins: ['*'] }, 'MalformedXML', 'not well-formed'],
  ])('is refused: %j', async (rule, name, message) => {
    await expect(
      rig.s3.putBucketCors({ Bucket: 'closed', CORSConfiguration: { CORSRules: [rule] } }),
    ).rejects.toMatchObject({ name, message: expect.stringContaining(message) })
  })

  /** @documented S3 API Reference, PutBucketCors: up to 100 rules */
  test('has at most 100 rules', async () => {
    const CORSRules = Array.from({ length: 101 }, () => ({ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }))
    await expect(
      rig.s3.putBucketCors({ Bucket: 'closed', CORSConfiguration: { CORSRules } }),
    ).rejects.toMatchObject({ name: 'InvalidRequest' })
  })
})
