import { createHmac } from 'node:crypto'
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { createPresignedPost } from '@aws-sdk/s3-presigned-post'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { Credentials } from '../../../src/identity/credentials.ts'
import { signedHeaders } from '../../signed-request.ts'
import { answered, EdgeRig } from './edge-rig.ts'

/*
 * What a page of another origin may do with a bucket: what a role signed for it, in a URL or a form, within what the
 * bucket's CORS rules let its browser do. Headers are as browsers send them to a loopback address.
 */

let rig: EdgeRig
let role: Credentials
beforeAll(async () => {
  rig = await EdgeRig.start()
  role = rig.administrator('upload')
  await rig.bucket('open')
  await rig.s3.putBucketCors({
    Bucket: 'open',
    CORSConfiguration: {
      CORSRules: [{ AllowedOrigins: ['*'], AllowedMethods: ['GET', 'PUT', 'DELETE'], AllowedHeaders: ['*'] }],
    },
  })
  await rig.s3.putObject({ Bucket: 'open', Key: 'there', Body: 'content' })
})
afterAll(() => rig.stop())

const SITE = { origin: 'https://site.example', 'sec-fetch-site': 'cross-site' }
const OWN_SITE = { origin: 'http://localhost:3000', 'sec-fetch-site': 'cross-site' }
const WITHOUT_ORIGIN = { 'sec-fetch-site': 'cross-site' }

const target = () => ({ endpoint: rig.endpoint, credentials: rig.developer })
const client = (credentials: Credentials) => new S3Client({ ...rig.client, credentials })
const urls = (credentials: Credentials) => {
  const signed = (command: GetObjectCommand | PutObjectCommand | DeleteObjectCommand) =>
    getSignedUrl(client(credentials), command as GetObjectCommand, {
      signingDate: new Date(rig.clock.now()),
    })
  return {
    get: (Key: string) => signed(new GetObjectCommand({ Bucket: 'open', Key })),
    put: (Key: string) => signed(new PutObjectCommand({ Bucket: 'open', Key })),
    remove: (Key: string) => signed(new DeleteObjectCommand({ Bucket: 'open', Key })),
  }
}
async function form(credentials: Credentials, Key: string): Promise<FormData> {
  const { fields } = await createPresignedPost(client(credentials), { Bucket: 'open', Key, Expires: 86_400 })
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.append(name, value)
  data.append('file', new Blob(['posted']))
  return data
}
const send = (url: string, method: string, headers: Record<string, string>, body?: RequestInit['body']) =>
  answered(fetch(url, { method, headers, body }))
const DENIED = { status: 403, code: 'AccessDenied' }

/** @own the front door, towards pages of browsers */
describe('with what a role signed', () => {
  test('a page writes and reads, as the bucket’s CORS rules let its browser', async () => {
    const asked = { ...SITE, 'access-control-request-method': 'PUT' }
    const preflight = await send(await urls(role).put('by-page'), 'OPTIONS', asked)
    expect(preflight.status).toBe(200)
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
    expect(await send(await urls(role).put('by-page'), 'PUT', SITE, 'written')).toMatchObject({ status: 200 })
    const read = await send(await urls(role).get('by-page'), 'GET', SITE)
    expect(read).toMatchObject({ status: 200, text: 'written' })
    expect(read.headers.get('access-control-allow-origin')).toBe('*')
  })

  test('a page posts a form, which needs no CORS', async () => {
    const posted = await send(`${rig.endpoint}/open`, 'POST', SITE, await form(role, 'by-form'))
    expect(posted).toMatchObject({ status: 204 })
    expect(await rig.read('open', 'by-form')).toBe('posted')
  })

  test('an element shows an object', async () => {
    const shown = await send(await urls(role).get('there'), 'GET', WITHOUT_ORIGIN)
    expect(shown).toMatchObject({ status: 200, text: 'content' })
  })
})

/** @own the front door, towards pages of browsers */
describe('what a page wrote itself', () => {
  test.each(['GET', 'PUT', 'DELETE'])('unsigned, %s is denied', async method => {
    const body = method === 'PUT' ? 'x' : undefined
    expect(await send(`${rig.endpoint}/open/there`, method, SITE, body)).toMatchObject(DENIED)
  })

  // The bucket's rules allow the header, so a browser would send it.
  test('a signature in the header is refused before S3 sees it', async () => {
    const signed = async (method: string, body?: string) => {
      const { host: _, ...headers } = await signedHeaders(target(), 's3', '/open/there', { method, body })
      return headers
    }
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const body = method === 'PUT' ? 'x' : undefined
      const headers = { ...SITE, ...(await signed(method, body)) }
      const refused = await send(`${rig.endpoint}/open/there`, method, headers, body)
      expect(refused).toMatchObject({ status: 403, text: expect.stringContaining('ForbiddenOrigin') })
    }
    const { status, text } = await send(`${rig.endpoint}/open/there`, 'GET', await signed('GET'))
    expect({ status, text }).toEqual({ status: 200, text: 'content' })
  })

  test.each([
    'X-Amz-Credential=local/20260101/us-east-1/s3/aws4_request',
    // S3 knows the name in this spelling alone.
    'x-amz-credential=local/20260101/us-east-1/s3/aws4_request',
    'a=b?X-Amz-Credential=local/20260101/us-east-1/s3/aws4_request',
    'AWSAccessKeyId=local',
  ])('the URL’s word %j is not believed, with a page or without', async query => {
    for (const headers of [SITE, OWN_SITE, WITHOUT_ORIGIN, {}] as Record<string, string>[]) {
      const { status } = await send(`${rig.endpoint}/open/there?${query}`, 'DELETE', headers)
      expect([400, 403]).toContain(status)
      const all = '<Delete><Object><Key>there</Key></Object></Delete>'
      const deleted = await send(`${rig.endpoint}/open?delete&${query}`, 'POST', headers, all)
      expect([400, 403]).toContain(deleted.status)
    }
    expect(await rig.read('open', 'there')).toBe('content')
  })
})

/** @own the front door, towards pages of browsers */
describe('a page that guesses the developer’s secret', () => {
  const guessed = (): Credentials => ({ ...rig.developer, secretAccessKey: 'local' })
  const WRONG = { status: 403, code: 'SignatureDoesNotMatch' }

  test('signs no URL and no form', async () => {
    const { get, put, remove } = urls(guessed())
    expect(await send(await get('there'), 'GET', SITE)).toMatchObject(WRONG)
    expect(await send(await put('evil'), 'PUT', SITE, 'x')).toMatchObject(WRONG)
    expect(await send(await remove('there'), 'DELETE', SITE)).toMatchObject(WRONG)
    const body = await form(guessed(), 'evil')
    for (const page of [SITE, { ...SITE, origin: 'null' }]) {
      expect(await send(`${rig.endpoint}/open`, 'POST', page, body)).toMatchObject(WRONG)
    }
    expect(await rig.read('open', 'evil')).toBeUndefined()
    expect(await rig.read('open', 'there')).toBe('content')
  })

  test('signs no URL in Signature Version 2', async () => {
    const put = (credentials: Credentials) => {
      const expires = Math.floor(rig.clock.now() / 1000) + 60
      const text = `PUT\n\n\n${expires}\n/open/version-two`
      const query = new URLSearchParams({
        AWSAccessKeyId: credentials.accessKeyId,
        Signature: createHmac('sha1', credentials.secretAccessKey).update(text).digest('base64'),
        Expires: String(expires),
      })
      return send(`${rig.endpoint}/open/version-two?${query}`, 'PUT', SITE, new Blob(['x']))
    }
    expect(await put(guessed())).toMatchObject(WRONG)
    expect(await put(rig.developer)).toMatchObject({ status: 200 })
  })
})

/** @own the front door, towards pages of browsers: HTML standard, Sandboxing */
test('an object that is opened in a browser is not a page of this server', async () => {
  await rig.s3.putObject({ Bucket: 'open', Key: 'page.html', ContentType: 'text/html', Body: '<script>' })
  const { headers } = await send(await urls(rig.developer).get('page.html'), 'GET', {
    'sec-fetch-site': 'none',
  })
  expect(headers.get('content-type')).toBe('text/html')
  expect(headers.get('content-security-policy')).toBe('sandbox allow-forms allow-scripts')
})
