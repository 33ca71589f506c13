import { createHmac } from 'node:crypto'
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { createPresignedPost } from '@aws-sdk/s3-presigned-post'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { type Credentials, DEVELOPER } from '../../../src/identity/credentials.ts'
import { sign } from '../../identity/signer.ts'
import { answered, EdgeRig } from './edge-rig.ts'

/*
 * What a page of another origin may do with a bucket: what a role signed for it, in a URL or a form, within what the
 * bucket's CORS rules let its browser do. Headers are as browsers send them to a loopback address.
 */

let rig: EdgeRig
let role: Credentials
beforeAll(async () => {
  rig = await EdgeRig.start()
  role = rig.aws.credentials.assumeRole('arn:aws:iam::000000000000:role/upload', 'upload')
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

describe('what a page wrote itself', () => {
  test.each(['GET', 'PUT', 'DELETE'])('unsigned, %s is denied', async method => {
    const body = method === 'PUT' ? 'x' : undefined
    expect(await send(`${rig.endpoint}/open/there`, method, SITE, body)).toMatchObject(DENIED)
  })

  // The bucket's rules allow the header, so a browser would send it; elsewhere signatures in headers are believed.
  test('a signature in the header is refused before S3 sees it', async () => {
    const authorization =
      'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0'
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const body = method === 'PUT' ? 'x' : undefined
      const refused = await send(`${rig.endpoint}/open/there`, method, { ...SITE, authorization }, body)
      expect(refused).toMatchObject({ status: 403, text: expect.stringContaining('ForbiddenOrigin') })
    }
    const { status, text } = await send(`${rig.endpoint}/open/there`, 'GET', { authorization })
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

describe('the developer’s key, with which every page can sign', () => {
  test('signs no URL for a page of another site, whatever CORS allows', async () => {
    const { get, put, remove } = urls(DEVELOPER)
    expect(await send(await get('there'), 'GET', SITE)).toMatchObject(DENIED)
    const refused = await send(await put('evil'), 'PUT', SITE, 'x')
    expect(refused).toMatchObject(DENIED)
    expect(refused.element('Message')).toBe(
      'The access key &quot;local&quot; of the local AWS is public, so it cannot authorize a page of another site (https://site.example): sign with the credentials of a role (sts:AssumeRole), or serve the page at localhost.',
    )
    expect(await send(await remove('there'), 'DELETE', SITE)).toMatchObject(DENIED)
    expect(await rig.read('open', 'evil')).toBeUndefined()
    expect(await rig.read('open', 'there')).toBe('content')
  })

  test('signs no form and no other POST for it', async () => {
    const body = await form(DEVELOPER, 'evil')
    for (const page of [
      SITE,
      { ...SITE, origin: 'null' },
      { ...SITE, origin: 'http://evil.localhost:9999' },
    ]) {
      expect(await send(`${rig.endpoint}/open`, 'POST', page, body)).toMatchObject(DENIED)
    }
    const { url } = await sign(
      {
        method: 'POST',
        path: '/open',
        query: { delete: '' },
        headers: { host: new URL(rig.endpoint).host },
      },
      {
        credentials: DEVELOPER,
        date: new Date(rig.clock.now()),
        service: 's3',
        presignedFor: 60,
        withoutHashHeader: true,
      },
    )
    const all = '<Delete><Object><Key>there</Key></Object></Delete>'
    expect(await send(rig.endpoint + url, 'POST', SITE, all)).toMatchObject({ status: 403 })
    expect(await rig.read('open', 'evil')).toBeUndefined()
    expect(await rig.read('open', 'there')).toBe('content')
  })

  test('nor in Signature Version 2', async () => {
    const expires = Math.floor(rig.clock.now() / 1000) + 60
    const text = `PUT\n\n\n${expires}\n/open/evil`
    const signature = createHmac('sha1', DEVELOPER.secretAccessKey).update(text).digest('base64')
    const query = new URLSearchParams({
      AWSAccessKeyId: DEVELOPER.accessKeyId,
      Signature: signature,
      Expires: String(expires),
    })
    const put = (page: Record<string, string>) =>
      send(`${rig.endpoint}/open/evil?${query}`, 'PUT', page, new Blob(['x']))
    expect(await put(SITE)).toMatchObject(DENIED)
    expect(await put({})).toMatchObject({ status: 200 })
    await rig.s3.deleteObject({ Bucket: 'open', Key: 'evil' })
  })

  test('signs for the developer’s own page, for a program, and for who follows a link', async () => {
    const { get, put } = urls(DEVELOPER)
    expect(await send(await put('own'), 'PUT', OWN_SITE, 'x')).toMatchObject({ status: 200 })
    const posted = await send(`${rig.endpoint}/open`, 'POST', OWN_SITE, await form(DEVELOPER, 'own-form'))
    expect(posted).toMatchObject({ status: 204 })
    for (const headers of [OWN_SITE, WITHOUT_ORIGIN, { 'sec-fetch-site': 'none' }, {}] as Record<
      string,
      string
    >[]) {
      expect(await send(await get('own'), 'GET', headers)).toMatchObject({ status: 200, text: 'x' })
    }
  })
})

// HTML standard, "Sandboxing": without allow-same-origin a document has an opaque origin, which is sent as `null`.
test('an object that is opened in a browser is not a page of this server', async () => {
  await rig.s3.putObject({ Bucket: 'open', Key: 'page.html', ContentType: 'text/html', Body: '<script>' })
  const { headers } = await send(await urls(DEVELOPER).get('page.html'), 'GET', { 'sec-fetch-site': 'none' })
  expect(headers.get('content-type')).toBe('text/html')
  expect(headers.get('content-security-policy')).toBe('sandbox allow-forms allow-scripts')
})
