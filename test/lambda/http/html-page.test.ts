import { createHash } from 'node:crypto'
import { apiRequest, context } from '../invocation.ts'
import { Log } from '../log.ts'

let htmlPage: typeof import('../../../lambda/http/html-page.ts')
let problems: typeof import('../../../lambda/http/problems.ts')

beforeAll(async () => {
  process.env.POWERTOOLS_SERVICE_NAME = 'test-page'
  process.env.POWERTOOLS_METRICS_NAMESPACE = 'Messaging'
  htmlPage = await import('../../../lambda/http/html-page.ts')
  problems = await import('../../../lambda/http/problems.ts')
})
let log: Log
beforeEach(() => {
  log = new Log()
})
afterEach(() => jest.restoreAllMocks())

type Route = Parameters<typeof htmlPage.htmlPageHandler>[0]

const answered = (route: Route) => htmlPage.htmlPageHandler(route)(apiRequest({ method: 'GET' }), context)

const PAGE = { statusCode: 200, title: 'Ada & <b>', message: 'Stop "all" mails?' }

/** The address, which holds a token, is kept by nobody. */
const PRIVATE = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' }

test('a page shows its text, whatever is in it, and asks nothing', async () => {
  const { statusCode, headers, body = '' } = await answered(async () => PAGE)
  expect(statusCode).toBe(200)
  expect(headers).toMatchObject({ ...PRIVATE, 'content-type': 'text/html; charset=utf-8' })
  expect(body).toMatch(/^<!doctype html>\n<html lang="en">.*<\/html>$/s)
  expect(body).toContain('<title>Ada &amp; &lt;b&gt;</title>')
  expect(body).toContain('<h1>Ada &amp; &lt;b&gt;</h1>\n<p>Stop &quot;all&quot; mails?</p>\n</body>')
})

test('one with a button posts to its own address', async () => {
  const { body } = await answered(async () => ({ ...PAGE, button: 'Stop' }))
  expect(body).toContain('<form method="post"><button>Stop</button></form>')
})

test('it runs nothing but its own style, and is framed by nobody', async () => {
  const { headers = {}, body = '' } = await answered(async () => PAGE)
  const [, style = ''] = /<style>(.*?)<\/style>/s.exec(body) ?? []
  const hash = createHash('sha256').update(style).digest('base64')
  expect(style).toContain('font')
  expect(headers['content-security-policy']).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  )
  expect(headers['x-content-type-options']).toBe('nosniff')
})

test('a redirect has no body, and tells nobody where it comes from', async () => {
  expect(await answered(async () => ({ statusCode: 302, location: 'https://a.example/' }))).toEqual({
    statusCode: 302,
    headers: { ...PRIVATE, location: 'https://a.example/' },
  })
})

test('a problem is a page, with its headers', async () => {
  const cause = new Error('of ada@mail.example')
  const { statusCode, headers, body } = await answered(() =>
    Promise.reject(problems.unavailable('Try again.', 7, cause)),
  )
  expect([statusCode, headers?.['retry-after']]).toEqual([503, '7'])
  expect(headers).toMatchObject(PRIVATE)
  expect(body).toContain('<p>Try again.</p>')
  expect(log.hops).toEqual([expect.objectContaining({ outcome: 'failed' })])
})

test('any other error is one that says nothing of it', async () => {
  const { statusCode, body } = await answered(() => Promise.reject(new Error('a secret')))
  expect(statusCode).toBe(500)
  expect(body).toContain('<h1>Internal error</h1>')
  expect(body).not.toContain('secret')
})
