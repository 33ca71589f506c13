import { SignatureVerifier, type SignedRequest } from '../../src/identity/signature.ts'
import { Rig } from '../rig.ts'
import { type Outgoing, type Signing, sign } from './signer.ts'

/*
 * The signatures are those of the AWS SDK's own package, @smithy/signature-v4.
 */

const rig = Rig.stepped()
const signatures = new SignatureVerifier(rig.account, rig.credentials)
const verifier = { verify: (request: SignedRequest) => signatures.verify(request, 'execute-api') }
const ROLE = 'arn:aws:iam::000000000000:role/shop'

const now = () => new Date(rig.clock.now())
const byDeveloper = (given: Partial<Signing> = {}): Signing => ({
  credentials: rig.developer,
  date: now(),
  ...given,
})
const refused = (code: string, message?: string) =>
  expect.objectContaining({
    code,
    statusCode: 403,
    ...(message && { message: expect.stringContaining(message) }),
  })

const REQUESTS: [string, Partial<Outgoing>][] = [
  ['a plain GET', { path: '/purchases' }],
  ['the root', { path: '/' }],
  ['a trailing slash', { path: '/purchases/' }],
  ['an encoded blank', { path: '/a%20b/c' }],
  ['an encoded slash', { path: '/a%2Fb' }],
  ['encoded non-ASCII', { path: '/%C3%BCber/%E2%82%AC' }],
  ['characters that need no encoding', { path: "/a-b_c.d~e!f'g(h)i*j:k@l,m;n=o+p&q$r" }],
  ['dots and double slashes', { path: '/a/./b/../c//d' }],
  ['a query', { query: { b: '2', a: '1' } }],
  ['a repeated parameter', { query: { id: ['2', '10', '1'] } }],
  ['a parameter without value', { query: { flag: '' } }],
  [
    'names that sort by their code points',
    { query: { Zeta: '1', alpha: '2', 'a-b': '3', a_b: '4', a: '5' } },
  ],
  ['a query with everything in it', { query: { q: "a b+c/d?e=f&g%h~*'()!ü€😀" } }],
  ['a body', { method: 'POST', body: '{"sku":"ü"}', headers: { 'content-type': 'application/json' } }],
  ['bytes', { method: 'PUT', body: Buffer.from([0, 255, 128]) }],
  ['headers with blanks around and within', { headers: { 'x-note': '  a   b  c ' } }],
  ['headers of mixed case', { headers: { 'X-Amz-Meta': 'Value', 'Idempotency-Key': 'K' } }],
]

describe.each([
  ['in headers', {}],
  ['in headers, without the hash of the body', { withoutHashHeader: true }],
  ['in a presigned URL', { presignedFor: 60 }],
])('a signature %s', (_, how) => {
  /**
   * @documented IAM User Guide, Create a signed AWS API request: the canonical request, the string to sign
   *   and the signature
   */
  test.each(REQUESTS)('of %s is right', async (_name, outgoing) => {
    const request = await sign(outgoing, byDeveloper(how))

    expect(verifier.verify(request)).toMatchObject({ accessKeyId: rig.developer.accessKeyId })
  })

  /**
   * @documented IAM User Guide, Troubleshoot signed requests: "the signature value in your HTTP request to
   *   AWS did not match the signature that the AWS service calculated"
   */
  test.each([
    ['another method', { method: 'DELETE' }],
    ['another path', { url: '/purchases/2' }],
    ['another body', { body: Buffer.from('{"amount":1}') }],
  ])('does not cover %s', async (_name, change) => {
    const request = await sign({ method: 'POST', path: '/purchases/1', body: '{}' }, byDeveloper(how))
    const url = 'url' in change ? request.url.replace('/purchases/1', change.url as string) : request.url

    expect(() => verifier.verify({ ...request, ...change, url })).toThrow(refused('SignatureDoesNotMatch'))
  })
})

/**
 * @documented IAM User Guide, Troubleshoot signed requests: "the signature value in your HTTP request to AWS
 *   did not match the signature that the AWS service calculated"
 */
test('a signed header that was changed, or is gone, breaks the signature', async () => {
  const request = await sign({ headers: { 'x-tenant': 'a' } }, byDeveloper())
  const changed = request.rawHeaders.map(text => (text === 'a' ? 'b' : text))
  const at = request.rawHeaders.indexOf('x-tenant')
  const gone = request.rawHeaders.toSpliced(at, 2)

  expect(() => verifier.verify({ ...request, rawHeaders: changed })).toThrow(refused('SignatureDoesNotMatch'))
  expect(() => verifier.verify({ ...request, rawHeaders: gone })).toThrow(refused('SignatureDoesNotMatch'))
})

/**
 * @documented IAM User Guide, Create a signed AWS API request: "You can optionally include other standard
 *   headers in the signature"
 */
test('unsigned headers are allowed', async () => {
  const request = await sign({}, byDeveloper())

  expect(verifier.verify({ ...request, rawHeaders: ['accept', '*/*', ...request.rawHeaders] })).toBeDefined()
})

/**
 * @documented IAM User Guide, Create a signed AWS API request: "separate the values for a multi-value header
 *   using commas"
 */
test('a repeated header is signed with its values joined by commas', async () => {
  const request = await sign({ headers: { 'x-list': 'a,b' } }, byDeveloper())
  const at = request.rawHeaders.indexOf('x-list')
  const rawHeaders = request.rawHeaders.toSpliced(at, 2, 'X-List', 'a', 'x-list', 'b')

  expect(verifier.verify({ ...request, rawHeaders })).toBeDefined()
})

/**
 * @documented S3 API Reference, Authenticating requests, Authorization header: UNSIGNED-PAYLOAD in place of
 *   the hash leaves the payload unsigned
 */
test('UNSIGNED-PAYLOAD leaves the body open, and only with that word', async () => {
  const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }
  const open = await sign({ method: 'PUT', body: 'a', headers }, byDeveloper())
  const closed = await sign({ method: 'PUT', body: 'a' }, byDeveloper())
  const body = Buffer.from('b')

  expect(verifier.verify({ ...open, body })).toBeDefined()
  expect(() => verifier.verify({ ...closed, body })).toThrow(refused('SignatureDoesNotMatch', 'body'))
})

/**
 * @documented IAM User Guide, Create a signed AWS API request: "You must include the host header (HTTP/1.1)"
 */
test('the host must be signed ("the host header … must be included")', async () => {
  const request = await sign({}, byDeveloper())
  const rawHeaders = request.rawHeaders.map(text => text.replace('SignedHeaders=host;', 'SignedHeaders='))

  expect(() => verifier.verify({ ...request, rawHeaders })).toThrow(
    refused('SignatureDoesNotMatch', "'Host'"),
  )
})

/**
 * @documented IAM User Guide, Create a signed AWS API request, CredentialScope: "This restricts the resulting
 *   signature to the specified Region and service"
 */
test.each([
  ['region', { region: 'eu-west-1' }],
  ['service', { service: 'sqs' }],
])('a signature for another %s is refused', async (_, scope) => {
  const request = await sign({}, byDeveloper(scope))

  expect(() => verifier.verify(request)).toThrow(
    refused('SignatureDoesNotMatch', 'Credential should be scoped'),
  )
})

describe('the time', () => {
  const minutes = (count: number) => new Date(rig.clock.now() + count * 60_000)

  /**
   * @documented IAM User Guide, Signing AWS API requests: "a request must reach AWS within five minutes of
   *   the time stamp in the request"
   */
  test.each([-5, 0, 5])('may be %i minutes off ("within five minutes of the time stamp")', async off => {
    const request = await sign({}, byDeveloper({ date: minutes(off) }))

    expect(verifier.verify(request)).toBeDefined()
  })

  /**
   * @documented IAM User Guide, Signing AWS API requests: "a request must reach AWS within five minutes of
   *   the time stamp in the request. Otherwise, AWS denies the request"
   */
  test.each([
    [-5.1, 'Signature expired'],
    [5.1, 'Signature not yet current'],
  ])('may not be %d minutes off', async (off, message) => {
    const request = await sign({}, byDeveloper({ date: minutes(off) }))

    expect(() => verifier.verify(request)).toThrow(refused('RequestExpired', message))
  })

  /**
   * @documented S3 API Reference, Authenticating requests, Query parameters, X-Amz-Expires: the seconds for
   *   which the URL is valid
   */
  test('of a presigned URL runs as long as it says (X-Amz-Expires)', async () => {
    const url = (seconds: number) => sign({}, byDeveloper({ date: minutes(-60), presignedFor: seconds }))

    expect(verifier.verify(await url(3600))).toBeDefined()
    const late = await url(3599)
    expect(() => verifier.verify(late)).toThrow(refused('RequestExpired'))
  })

  /**
   * @documented IAM User Guide, Troubleshoot signed requests: "the signature value in your HTTP request to
   *   AWS did not match the signature that the AWS service calculated"
   */
  test('of a presigned URL cannot be lengthened', async () => {
    const request = await sign({}, byDeveloper({ date: minutes(-60), presignedFor: 60 }))
    const url = request.url.replace('X-Amz-Expires=60', 'X-Amz-Expires=7200')

    expect(() => verifier.verify({ ...request, url })).toThrow(refused('SignatureDoesNotMatch'))
  })

  /** @own the cache of signing keys */
  test('signing keys of two days are not mixed up', async () => {
    expect(verifier.verify(await sign({}, byDeveloper()))).toBeDefined()
    await rig.clock.advanceBy({ hours: 24 })
    expect(verifier.verify(await sign({}, byDeveloper()))).toBeDefined()
  })
})

describe('the credentials', () => {
  /**
   * @documented Common Errors, InvalidClientTokenId: "The X.509 certificate or AWS access key ID provided
   *   does not exist in our records"
   * @documented IAM User Guide, Troubleshoot signed requests: "the signature value in your HTTP request to
   *   AWS did not match the signature that the AWS service calculated"
   */
  test('must be known, with their own secret', async () => {
    const unknown = { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'local' }
    const wrong = { ...rig.developer, secretAccessKey: 'wrong' }

    const byUnknown = await sign({}, byDeveloper({ credentials: unknown }))
    expect(() => verifier.verify(byUnknown)).toThrow(refused('InvalidClientTokenId'))
    const byWrong = await sign({}, byDeveloper({ credentials: wrong }))
    expect(() => verifier.verify(byWrong)).toThrow(refused('SignatureDoesNotMatch'))
  })

  /**
   * @documented IAM User Guide, Create a signed AWS API request: "you must add X-Amz-Security-Token to the
   *   Authorization header or the query string to hold the session token"
   */
  test.each([{}, { presignedFor: 60 }])('of a role need their session token (%j)', async how => {
    const credentials = rig.credentials.assumeRole(ROLE, 'session')
    const { sessionToken, ...bare } = credentials

    expect(verifier.verify(await sign({}, byDeveloper({ credentials, ...how })))).toMatchObject({
      arn: 'arn:aws:sts::000000000000:assumed-role/shop/session',
    })
    for (const broken of [bare, { ...bare, sessionToken: `${sessionToken}0` }]) {
      const request = await sign({}, byDeveloper({ credentials: broken, ...how }))
      expect(() => verifier.verify(request)).toThrow(refused('InvalidClientTokenId'))
    }
  })

  /** @own credentials are forgotten when they are revoked */
  test('end when they are revoked', async () => {
    const revoked = rig.credentials.assumeRole(ROLE, 'revoked')
    rig.credentials.revoke(revoked.accessKeyId)
    const request = await sign({}, byDeveloper({ credentials: revoked }))
    expect(() => verifier.verify(request)).toThrow(refused('InvalidClientTokenId'))
  })

  /**
   * @documented Common Errors, ExpiredTokenException: "The security token included in the request is expired"
   */
  test('end when they expire, which the error says', async () => {
    const expired = rig.credentials.assumeRole(ROLE, 'expired', rig.clock.now())
    const request = await sign({}, byDeveloper({ credentials: expired }))
    const message = 'The security token included in the request is expired'
    expect(() => verifier.verify(request)).toThrow(refused('ExpiredToken', message))
  })
})

/**
 * @documented Common Errors, MissingAuthenticationToken: "The request must contain either a valid
 *   (registered) AWS access key ID or X.509 certificate"
 */
test('a request without a signature misses its authentication token', () => {
  const request = { method: 'GET', url: '/', rawHeaders: ['host', 'a'], body: Buffer.alloc(0) }

  expect(() => verifier.verify(request)).toThrow(refused('MissingAuthenticationToken'))
})

/**
 * @documented Common Errors, IncompleteSignature: "The request signature does not conform to AWS standards"
 */
test.each([
  ['Basic dXNlcjpwYXNz', 'algorithm'],
  ['AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/execute-api/aws4_request', 'SignedHeaders'],
  ['AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=00', 'Credential'],
  [
    'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/execute-api/aws4_request, SignedHeaders=host, Signature=00',
    'X-Amz-Date',
  ],
])('%j is an incomplete signature', (authorization, why) => {
  const request = {
    method: 'GET',
    url: '/',
    rawHeaders: ['Authorization', authorization],
    body: Buffer.alloc(0),
  }

  expect(() => verifier.verify(request)).toThrow(refused('IncompleteSignature', why))
})
