import { administratorRole } from '../../role-policies.ts'
import { ApiRig, get, getSigned } from './api-rig.ts'

/* What pages of other sites may do with an HTTP API, whose routes check signatures themselves. */

let rig: ApiRig
let endpoint: string
beforeAll(async () => {
  rig = await ApiRig.started()
  const echo = await rig.function('async event => ({ statusCode: 200, body: event.routeKey })')
  endpoint = await rig.api({
    'POST /purchases': { function: echo, AuthorizationType: 'AWS_IAM' },
    'GET /purchases': { function: echo, AuthorizationType: 'AWS_IAM' },
    'GET /unsubscribe': echo,
    'POST /unsubscribe': echo,
  })
})
afterAll(() => rig.close())

const SITE = { origin: 'https://site.example', 'sec-fetch-site': 'cross-site' }
const FORBIDDEN = { status: 403, text: '{"message":"Forbidden"}' }
const post = (headers: Record<string, string>, signing = {}) =>
  getSigned(rig, `${endpoint}/purchases`, { method: 'POST', headers, body: '{}' }, signing)

/** @own the front door, towards pages of browsers */
test('an open route is open: to the link in a mail, to the form behind it, to any page', async () => {
  const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
  const url = `${endpoint}/unsubscribe?token=a.b`
  expect(await get(url, { headers: link })).toMatchObject({ status: 200, text: 'GET /unsubscribe' })
  const form = { 'sec-fetch-site': 'same-origin', origin: rig.account.endpoint }
  expect(await get(url, { method: 'POST', headers: form })).toMatchObject({ status: 200 })
  expect(await get(url, { method: 'POST', headers: SITE })).toMatchObject({ status: 200 })
})

/** @own the front door, towards pages of browsers */
test('a signature in the header counts, whatever the origin: to send it, a page needs the API’s leave', async () => {
  expect(await post(SITE)).toMatchObject({ status: 200, text: 'POST /purchases' })
  const preflight = { ...SITE, 'access-control-request-method': 'POST' }
  expect(await get(`${endpoint}/purchases`, { method: 'OPTIONS', headers: preflight })).toMatchObject({
    status: 404,
  })
})

/** @own the secrets of the local AWS are unpredictable, so a signature is an authorization for pages too */
test('a page of another site uses a URL that was signed for it, and guesses no secret', async () => {
  const inUrl = { presignedFor: 60 }
  const guessed = { ...inUrl, credentials: { ...rig.developer, secretAccessKey: 'local' } }
  expect(await post(SITE, guessed)).toMatchObject(FORBIDDEN)
  expect(await post({ ...SITE, origin: 'null' }, guessed)).toMatchObject(FORBIDDEN)
  expect(await post({ ...SITE, origin: 'http://localhost:3000' }, inUrl)).toMatchObject({ status: 200 })
  expect(await post({}, inUrl)).toMatchObject({ status: 200 })
  administratorRole(rig.account, 'page')
  const credentials = rig.credentials.assumeRole('arn:aws:iam::000000000000:role/page', 'page')
  expect(await post(SITE, { ...inUrl, credentials })).toMatchObject({ status: 200 })
})

/** @own the front door, towards pages of browsers */
test('without a signature, a page cannot use a closed route', async () => {
  expect(await get(`${endpoint}/purchases`, { method: 'POST', headers: SITE, body: '{}' })).toMatchObject(
    FORBIDDEN,
  )
  const wrong = { credentials: { ...rig.developer, secretAccessKey: 'guess' } }
  expect(await post(SITE, wrong)).toMatchObject(FORBIDDEN)
})
