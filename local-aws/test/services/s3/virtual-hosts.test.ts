import { Agent } from 'node:http'
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketCorsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { createPresignedPost } from '@aws-sdk/s3-presigned-post'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { send } from '../../api/front-door/raw-request.ts'
import { failureOf, s3Rig } from './s3-rig.ts'

const rig = s3Rig()
const Bucket = 'hosted'
let client: S3Client
let port: string

/** Resolves every name to this machine, as systems that know `*.localhost` do. */
const httpAgent = new Agent({
  lookup: (_name, { all }, found) => {
    if (all) found(null, [{ address: '127.0.0.1', family: 4 }])
    else found(null, '127.0.0.1', 4)
  },
})

beforeAll(async () => {
  port = new URL(rig.account.endpoint).port
  client = on(`http://localhost:${port}`)
  await client.send(new CreateBucketCommand({ Bucket }))
})
afterAll(() => httpAgent.destroy())

/** An SDK client as users make it, which addresses virtual hosts below an endpoint with a name. */
function on(endpoint: string): S3Client {
  return rig.client({ endpoint, requestHandler: new NodeHttpHandler({ httpAgent }) })
}

/** A presigned URL, as of the rig's clock. */
function signed(command: GetObjectCommand | PutObjectCommand): Promise<string> {
  return getSignedUrl(client, command as GetObjectCommand, { signingDate: new Date(rig.clock.now()) })
}

/** Sends a request to the host that its URL names. */
function toHost(url: string, options: Parameters<typeof send>[2] = {}) {
  const { host, pathname, search } = new URL(url)
  return send(rig.account.endpoint, `${pathname}${search}`, {
    ...options,
    headers: { host, ...options.headers },
  })
}

/** @documented S3 User Guide, Virtual hosting of general purpose buckets: the host names the bucket, the path the key */
describe('the SDK with an endpoint at localhost', () => {
  test.each(['localhost', 's3.localhost', 's3.us-east-1.localhost'])('%s', async host => {
    const s3 = on(`http://${host}:${port}`)
    const Key = `of/${host} with a space`
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'content' }))
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
    expect(await Body?.transformToString()).toBe('content')
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: Key }))
    expect(Contents?.map(object => object.Key)).toEqual([Key])
    const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }] } }))
    expect(Deleted).toEqual([{ Key }])
  })

  test('creates no bucket of the name of a key, and still lists all buckets at the host of the endpoint', async () => {
    await client.send(new PutObjectCommand({ Bucket, Key: 'not-a-bucket', Body: 'x' }))
    const { Buckets } = await client.send(new ListBucketsCommand())
    expect(Buckets?.map(({ Name }) => Name)).toEqual([Bucket])
  })

  test('finds the same buckets by path', async () => {
    await client.send(new PutObjectCommand({ Bucket, Key: 'both', Body: 'x' }))
    const byPath = rig.client()
    const { Body } = await byPath.send(new GetObjectCommand({ Bucket, Key: 'both' }))
    expect(await Body?.transformToString()).toBe('x')
  })
})

/** @documented S3 API Reference, Authenticating Requests: Using Query Parameters: the signature covers the host */
describe('a presigned URL with the bucket in its host', () => {
  test('works at that host', async () => {
    const url = await signed(new PutObjectCommand({ Bucket, Key: 'signed' }))
    expect(url).toContain(`http://${Bucket}.localhost:${port}/signed?`)
    expect((await toHost(url, { method: 'PUT', body: 'x' })).status).toBe(200)
  })

  test('is refused at the host of another bucket', async () => {
    const url = await signed(new GetObjectCommand({ Bucket, Key: 'signed' }))
    const elsewhere = await toHost(url.replace(`${Bucket}.`, 'other-bucket.'))
    expect(elsewhere.status).toBe(403)
    expect(elsewhere.text).toContain('<Code>SignatureDoesNotMatch</Code>')
  })
})

/** @documented S3 API Reference, POST Object: the form is posted to the URL of the bucket */
test('a form posted to the host of a bucket stores its file', async () => {
  const { url, fields } = await createPresignedPost(client, { Bucket, Key: 'posted' })
  expect(url).toBe(`http://${Bucket}.localhost:${port}/`)
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  form.append('file', new Blob(['x']))
  const encoded = new Response(form)
  const posted = await toHost(url, {
    method: 'POST',
    headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
    body: Buffer.from(await encoded.arrayBuffer()),
  })
  expect(posted.status).toBe(204)
  expect(posted.headers.location).toBe(`http://${Bucket}.localhost:${port}/posted`)
})

/** @documented S3 User Guide, Using cross-origin resource sharing: the rules of the addressed bucket hold */
test('a preflight to the host of a bucket is answered by its rules', async () => {
  const rule = { AllowedOrigins: ['http://app.example'], AllowedMethods: ['PUT'] }
  await client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [rule] } }))
  const preflight = (bucket: string, path: string) =>
    toHost(`http://${bucket}.localhost:${port}${path}`, {
      method: 'OPTIONS',
      headers: { origin: 'http://app.example', 'access-control-request-method': 'PUT' },
    })
  for (const path of ['/', '/key']) {
    const { status, headers } = await preflight(Bucket, path)
    expect([status, headers['access-control-allow-origin']]).toEqual([200, 'http://app.example'])
  }
  expect((await preflight('missing-bucket', '/key')).text).toContain('<Code>NoSuchBucket</Code>')
})

/** @documented S3 User Guide, General purpose bucket naming rules: what the names of buckets consist of */
test.each(['ab', 'under_score', 'double..dot', 'xn--punycode'])(
  'the host %s cannot be that of a bucket',
  async name => {
    const { status, text } = await toHost(`http://placeholder.localhost:${port}/key`, {
      headers: { host: `${name}.localhost:${port}` },
    })
    expect(status).toBe(400)
    expect(text).toContain(`<Code>InvalidBucketName</Code>`)
  },
)

/** @documented S3 User Guide, Virtual hosting of general purpose buckets: errors are those of the bucket in the host */
test('a bucket that does not exist is named by its error', async () => {
  const failure = await failureOf(client.send(new GetObjectCommand({ Bucket: 'no-such-bucket', Key: 'a' })))
  expect(failure).toMatchObject({ name: 'NoSuchBucket', BucketName: 'no-such-bucket' })
})
