import { createHmac } from 'node:crypto'
import { S3Client } from '@aws-sdk/client-s3'
import { createPresignedPost, type PresignedPostOptions } from '@aws-sdk/s3-presigned-post'
import { answered, EdgeRig } from './edge-rig.ts'

/* The rules are those of the API reference, "POST Object", "Creating a POST policy" and "HTML form fields". */

let rig: EdgeRig
beforeAll(async () => {
  rig = await EdgeRig.start()
  await rig.bucket('forms')
})
afterAll(() => rig.stop())

interface Sent {
  /** Fields beside those that were signed, or instead of them; without a value one is left out. */
  fields?: Record<string, string | undefined>
  content?: string
  fileName?: string
}

const signed = (Key: string, options: Partial<PresignedPostOptions> = {}, client = rig.s3) =>
  createPresignedPost(client as S3Client, { Bucket: 'forms', Key, ...options })

async function post(
  { url, fields: own }: Awaited<ReturnType<typeof createPresignedPost>>,
  { fields = {}, content = 'content', fileName = 'cat.mp4' }: Sent = {},
) {
  const form = new FormData()
  for (const [name, value] of Object.entries({ ...own, ...fields })) {
    if (value !== undefined) form.append(name, value)
  }
  form.append('file', new Blob([content], { type: 'video/mp4' }), fileName)
  return answered(fetch(url, { method: 'POST', body: form, redirect: 'manual' }))
}

/** @documented S3 API Reference, POST Object: an HTML form uploads an object, with what its fields say */
test('a signed form uploads an object, with what its fields say of it', async () => {
  const fields = { 'Content-Type': 'video/mp4', 'x-amz-meta-title': 'cats', 'Cache-Control': 'no-store' }
  const { status, headers } = await post(await signed('clip', { Fields: fields }), { content: 'video' })
  expect(status).toBe(204)
  expect(headers.get('location')).toBe(`${rig.endpoint}/forms/clip`)

  const object = await rig.s3.getObject({ Bucket: 'forms', Key: 'clip' })
  expect(await object.Body?.transformToString()).toBe('video')
  expect(object).toMatchObject({
    ContentType: 'video/mp4',
    CacheControl: 'no-store',
    Metadata: { title: 'cats' },
    ETag: headers.get('etag'),
  })
})

/** @documented S3 API Reference, POST Object: the file is the content of the object */
test('content of any bytes is stored unchanged', async () => {
  const content = '\r\n--boundary\r\n\0\xff--'
  expect(await post(await signed('bytes'), { content })).toMatchObject({ status: 204 })
  expect(await rig.read('forms', 'bytes')).toBe(content)
  expect(await post(await signed('nothing'), { content: '' })).toMatchObject({ status: 204 })
  expect(await rig.read('forms', 'nothing')).toBe('')
})

/**
 * @documented S3 API Reference, HTML form fields, key: "The variable ${filename} is automatically replaced
 *   with the name of the file …; only the text following the last slash (/) or backslash (\) is used"
 */
test.each([
  ['cat.mp4', 'uploads/cat.mp4'],
  ['C:\\films\\cat.mp4', 'uploads/cat.mp4'],
  ['$& "1".mp4', 'uploads/$& "1".mp4'],
])('the file name %j becomes the key %j', async (fileName, key) => {
  const form = await signed(['uploads/', '{filename}'].join('$'))
  expect(await post(form, { fileName, content: key })).toMatchObject({ status: 204 })
  expect(await rig.read('forms', key)).toBe(key)
})

describe('the answer', () => {
  const asking = async (Fields: Record<string, string>) => post(await signed('answer', { Fields }))

  /**
   * @documented S3 API Reference, HTML form fields, success_action_status: 200, 201 with an XML document, or
   *   204
   */
  test('is what success_action_status asks for', async () => {
    expect(await asking({ success_action_status: '200' })).toMatchObject({ status: 200, text: '' })
    expect(await asking({ success_action_status: '999' })).toMatchObject({ status: 204 })
    const created = await asking({ success_action_status: '201' })
    expect(created.status).toBe(201)
    expect(created.element('Bucket')).toBe('forms')
    expect(created.element('Key')).toBe('answer')
    expect(created.element('Location')).toBe(`${rig.endpoint}/forms/answer`)
  })

  /**
   * @documented S3 API Reference, HTML form fields, success_action_redirect: the URL, with bucket, key and
   *   etag
   */
  test('sends the browser on, with bucket, key and ETag added', async () => {
    const { status, headers } = await asking({ success_action_redirect: 'https://example.com/done?a=b' })
    expect(status).toBe(303)
    const { origin, searchParams } = new URL(headers.get('location') as string)
    expect(origin).toBe('https://example.com')
    expect(Object.fromEntries(searchParams)).toMatchObject({ a: 'b', bucket: 'forms', key: 'answer' })
    expect(searchParams.get('etag')).toBe(headers.get('etag'))
  })

  /**
   * @documented S3 API Reference, HTML form fields, success_action_redirect: a URL that cannot be interpreted
   *   is as none
   */
  test('ignores an invalid URL', async () => {
    expect(await asking({ success_action_redirect: 'nowhere' })).toMatchObject({ status: 204 })
  })
})

describe('a policy', () => {
  const denied = (reason: string) => ({
    status: 403,
    code: 'AccessDenied',
    text: expect.stringContaining(reason),
  })
  const Conditions: PresignedPostOptions['Conditions'] = [
    ['content-length-range', 5, 10],
    ['starts-with', '$Content-Type', 'video/'],
  ]
  const conditional = (content: string, type = 'video/mp4') =>
    signed('conditional', { Conditions }).then(form =>
      post(form, { content, fields: { 'Content-Type': type } }),
    )

  /**
   * @documented S3 API Reference, Creating a POST policy, condition matching: content-length-range and
   *   starts-with
   */
  test('lets through what meets its conditions', async () => {
    expect(await conditional('12345')).toMatchObject({ status: 204 })
    expect(await conditional('1234567890', 'video/mp4,video/webm')).toMatchObject({ status: 204 })
  })

  /**
   * @documented S3 API Reference, Creating a POST policy: content-length-range; Error responses:
   *   EntityTooSmall and EntityTooLarge
   */
  test('bounds the size of the file', async () => {
    const small = await conditional('1234')
    expect(small).toMatchObject({ status: 400, code: 'EntityTooSmall' })
    expect([small.element('ProposedSize'), small.element('MinSizeAllowed')]).toEqual(['4', '5'])
    const large = await conditional('12345678901')
    expect(large).toMatchObject({ status: 400, code: 'EntityTooLarge' })
    expect([large.element('ProposedSize'), large.element('MaxSizeAllowed')]).toEqual(['11', '10'])
  })

  /**
   * @documented S3 API Reference, Creating a POST policy, condition matching: exact matches and starts-with
   */
  test('names the violated condition', async () => {
    const failed = denied('Policy Condition failed: [&quot;starts-with&quot;, &quot;$Content-Type&quot;')
    expect(await conditional('12345', 'text/html')).toMatchObject(failed)
    expect(await conditional('12345', 'video/mp4,text/html')).toMatchObject(failed)
    const otherKey = await post(await signed('mine'), { fields: { key: 'theirs' } })
    expect(otherKey).toMatchObject(denied('[&quot;eq&quot;, &quot;$key&quot;, &quot;mine&quot;]'))
    expect(await rig.read('forms', 'theirs')).toBeUndefined()
  })

  /**
   * @documented S3 API Reference, Creating a POST policy: "Each form field that you specify in a form … must
   *   appear in the list of conditions"
   */
  test('must cover every field', async () => {
    const form = await signed('covered')
    const extra = { fields: { 'x-amz-meta-title': 'dogs' } }
    expect(await post(form, extra)).toMatchObject(denied('Extra input fields: x-amz-meta-title'))
    expect(await post(form, { fields: { 'x-ignore-csrf': '1' } })).toMatchObject({ status: 204 })
  })

  /** @documented S3 API Reference, Creating a POST policy: the bucket is a condition */
  test('is valid only for its bucket', async () => {
    await rig.bucket('elsewhere')
    const form = await signed('moved')
    const moved = { ...form, url: form.url.replace('/forms', '/elsewhere') }
    expect(await post(moved)).toMatchObject({ status: 403, code: 'AccessDenied' })
  })

  /** @documented S3 API Reference, Creating a POST policy: the expiration of a policy */
  test('expires', async () => {
    const form = await signed('late', { Expires: 600 })
    await rig.clock.advanceBy({ minutes: 9 })
    expect(await post(form)).toMatchObject({ status: 204 })
    await rig.clock.advanceBy({ minutes: 2 })
    expect(await post(form)).toMatchObject(denied('Policy expired.'))
  })

  /** @recorded tests/aws/services/s3/test_s3.py::TestS3PresignedPost::test_post_object_policy_conditions_validation_eq, 2026-02-21 */
  test('never holds with a condition on no field, or on a size that is no number', async () => {
    const conditions = [
      [['eq', 'key', 'odd'], '["eq", "key", "odd"]'],
      [['content-length-range', 'test', 10], '["content-length-range", "test", "10"]'],
    ] as const
    for (const [condition, text] of conditions) {
      const form = await signed('odd', { Conditions: [condition] as unknown as [] })
      expect(await post(form)).toMatchObject(
        denied(`Policy Condition failed: ${text.replaceAll('"', '&quot;')}`),
      )
    }
  })

  /**
   * @documented S3 API Reference, Error responses, InvalidPolicyDocument: "The content of the form does not
   *   meet the conditions specified in the policy document"
   */
  test.each([
    ['no JSON', 'x', 'Invalid JSON.'],
    ['no expiration', { conditions: [] }, 'Policy missing expiration.'],
    ['no conditions', { expiration: '2030-01-01T00:00:00Z' }, 'Policy missing conditions.'],
    ['no date', { expiration: 'never', conditions: [] }, "Invalid 'expiration' value"],
    [
      'an unknown operator',
      { expiration: '2030-01-01T00:00:00Z', conditions: [['ends-with', '$key', 'x']] },
      'unknown operation',
    ],
  ])('with %s is refused', async (_, document, message) => {
    const Policy = Buffer.from(JSON.stringify(document)).toString('base64')
    const form = await signed('malformed')
    const credential = form.fields['X-Amz-Credential'] as string
    const key = credential
      .split('/')
      .slice(1)
      .reduce<string | Buffer>(
        (secret, part) => createHmac('sha256', secret).update(part).digest(),
        `AWS4${rig.developer.secretAccessKey}`,
      )
    const signature = createHmac('sha256', key).update(Policy).digest('hex')
    const refused = await post(form, { fields: { Policy, 'X-Amz-Signature': signature } })
    expect(refused).toMatchObject({ status: 400, code: 'InvalidPolicyDocument' })
    expect(refused.text).toContain(message)
  })
})

describe('a form is refused', () => {
  /** @own the bound of a form's fields */
  test.each([
    ['very long headers', 1, 'x'.repeat(300_000)],
    ['very many empty fields', 10_000, 'x'],
  ])('with %s', async (_, count, name) => {
    const { url } = await signed('endless')
    const field = `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n\r\n`
    const headers = { 'content-type': 'multipart/form-data; boundary=b' }
    const refused = await answered(
      fetch(url, { method: 'POST', headers, body: `${field.repeat(count)}--b--` }),
    )
    expect(refused).toMatchObject({ status: 400, code: 'MaxPostPreDataLengthExceeded' })
  })

  /** @recorded tests/aws/services/s3/test_s3.py::TestS3PresignedPost::test_post_request_missing_fields[s3], 2026-02-21 */
  test('with a policy but no field of a signature', async () => {
    const { url, fields } = await signed('unsigned')
    const { key = '', Policy = '' } = fields
    expect(await post({ url, fields: { key, Policy } })).toMatchObject({ status: 403, code: 'AccessDenied' })
    const refused = await post({ url, fields: { key, Policy, Signature: 'x' } })
    expect(refused).toMatchObject({ status: 400, code: 'InvalidArgument' })
    expect(refused.element('ArgumentName')).toBe('AWSAccessKeyId')
  })

  /** @own what is refused as not simulated */
  test('with a field for what is not simulated', async () => {
    const name = 'x-amz-object-lock-mode'
    const refused = await post(await signed('locked', { Fields: { [name]: 'GOVERNANCE' } }))
    expect(refused).toMatchObject({ status: 501, code: 'NotImplemented' })
    expect(refused.text).toContain(name)
  })

  /** @own access without a signature, of which there is none */
  test('that nobody signed: nothing is public here', async () => {
    const unsigned = { url: `${rig.endpoint}/forms`, fields: { key: 'anyone' } }
    expect(await post(unsigned)).toMatchObject({ status: 403, code: 'AccessDenied' })
    expect(await rig.read('forms', 'anyone')).toBeUndefined()
  })

  /** @documented S3 API Reference, Error responses: SignatureDoesNotMatch */
  test('whose policy was changed after it was signed', async () => {
    const [form, other] = [await signed('mine'), await signed('theirs')]
    const changed = { fields: { Policy: other.fields.Policy, key: 'theirs' } }
    expect(await post(form, changed)).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' })
  })

  /** @documented S3 API Reference, Error responses: InvalidAccessKeyId */
  test('of a stranger', async () => {
    const client = new S3Client({ ...rig.client, credentials: { ...rig.developer, accessKeyId: 'stranger' } })
    const form = await createPresignedPost(client, { Bucket: 'forms', Key: 'x' })
    expect(await post(form)).toMatchObject({ status: 403, code: 'InvalidAccessKeyId' })
  })

  /**
   * @documented S3 API Reference, HTML form fields: key, x-amz-date, x-amz-credential and x-amz-signature are
   *   required
   */
  test.each(['key', 'X-Amz-Date', 'X-Amz-Credential', 'X-Amz-Signature'])('without %s', async name => {
    const refused = await post(await signed('x'), { fields: { [name]: undefined } })
    expect(refused).toMatchObject({ status: 400, code: 'InvalidArgument' })
    expect(refused.text).toContain(`a field named '${name}'`)
  })

  /**
   * @documented S3 API Reference, Error responses: IncorrectNumberOfFilesInPostRequest, PreconditionFailed
   *   and MalformedPOSTRequest
   */
  test('without a file, or that is no form', async () => {
    const body = new FormData()
    body.append('key', 'x')
    const url = `${rig.endpoint}/forms`
    expect(await answered(fetch(url, { method: 'POST', body }))).toMatchObject({
      status: 400,
      text: expect.stringContaining('POST requires exactly one file upload per request.'),
    })
    const json = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }
    expect(await answered(fetch(url, json))).toMatchObject({ status: 412, code: 'PreconditionFailed' })
    const broken = { 'content-type': 'multipart/form-data; boundary=x' }
    expect(
      await answered(fetch(url, { method: 'POST', body: '--x\r\nfile', headers: broken })),
    ).toMatchObject({ status: 400, code: 'MalformedPOSTRequest' })
  })
})

/**
 * @documented S3 API Reference, HTML form fields, x-amz-security-token: it is required with temporary
 *   credentials
 */
test('a role that signs a form sends its token along', async () => {
  const role = rig.administrator('upload')
  const client = new S3Client({ ...rig.client, credentials: role })
  // createPresignedPost reads the machine's clock, which this AWS has left behind.
  const options = { Bucket: 'forms', Key: 'by-role', Expires: 24 * 60 * 60 }
  const form = await createPresignedPost(client, options)
  expect(await post(form)).toMatchObject({ status: 204 })
  const withoutToken = { fields: { 'X-Amz-Security-Token': undefined } }
  expect(await post(form, withoutToken)).toMatchObject({ status: 400, code: 'InvalidToken' })
})

/**
 * @documented S3 API Reference, Browser-based uploads using POST (AWS signature version 2): AWSAccessKeyId,
 *   policy and signature
 */
test('a form of Signature Version 2 is taken, as boto3 writes it in us-east-1', async () => {
  const expiration = new Date(rig.clock.now() + 60_000).toISOString()
  const document = { expiration, conditions: [{ bucket: 'forms' }, { key: 'version-two' }] }
  const policy = Buffer.from(JSON.stringify(document)).toString('base64')
  const sign = (secret: string) => createHmac('sha1', secret).update(policy).digest('base64')
  const form = (signature: string) => ({
    url: `${rig.endpoint}/forms`,
    fields: { key: 'version-two', AWSAccessKeyId: rig.developer.accessKeyId, policy, signature },
  })
  expect(await post(form(sign('guess')))).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' })
  expect(await post(form(sign(rig.developer.secretAccessKey)))).toMatchObject({ status: 204 })
})
