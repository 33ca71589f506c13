import type { Page } from 'playwright-core'
import { tracePage } from '../../../../tools/trace/html/page.ts'
import { HAS_BROWSER, HeadlessBrowser } from '../../headless-browser.ts'
import { hopAt, traceOf, waitingAt } from '../hops.ts'

const NOW = new Date(Date.UTC(2026, 0, 2, 0, 5))
const HOSTILE = `<script>document.title='owned'</script>"'><img src=x onerror="document.title='owned'">&amp;`

let browser: HeadlessBrowser
beforeAll(async () => {
  if (HAS_BROWSER) browser = await HeadlessBrowser.open()
})
afterAll(() => browser?.close())

/** Opens a page, and what went wrong on it or was asked for by it. */
async function opened(html: string): Promise<{ page: Page; errors: string[]; requests: string[] }> {
  const page = await browser.browser.newPage()
  const [errors, requests]: [string[], string[]] = [[], []]
  page.on('pageerror', error => errors.push(error.message))
  page.on('console', message => errors.push(message.text()))
  page.on('request', request => requests.push(request.url()))
  await page.setContent(html)
  return { page, errors, requests }
}

const TRACE = traceOf(
  [
    hopAt(0, 'shop-buying'),
    hopAt(1, 'shop-history', { outcome: 'retry', receiveCount: 2, reason: 'Error: no such table' }),
    hopAt(2, 'shop-receipts'),
  ],
  [waitingAt(0, { state: 'stuck', because: ['its event source is disabled (7)'] })],
)

const inBrowser = HAS_BROWSER ? test : test.skip

inBrowser(
  'each hop is a row with its times, its outcome and its reason; what is missing is below, with where it waits',
  async () => {
    const { page, errors, requests } = await opened(tracePage(TRACE, NOW))
    expect({ errors, requests }).toEqual({ errors: [], requests: [] })
    expect(await page.title()).toBe(`Trace of ${TRACE.correlationId}`)
    expect(await page.locator('tbody.hop th').allTextContents()).toEqual([
      'shop-buying',
      'shop-history',
      'shop-receipts',
    ])
    const [, history] = await page.locator('tbody.hop').all()
    expect(await history?.innerText()).toMatch(/20 ms\s+100 ms\s+✗ retry, receive 2\s+Error: no such table/)
    const missing = page.locator('tbody.missing')
    expect(await missing.innerText()).toMatch(
      /shop-shipping[\s\S]*300 s\s+… stuck[\s\S]*in Shipping\.fifo \*\s+its event source is disabled/,
    )
  },
)

inBrowser('waiting and working lie on one axis of time, one after the other', async () => {
  const { page } = await opened(tracePage(TRACE, NOW))
  const boxes = await Promise.all(
    (await page.locator('tbody.hop .work').all()).map(async bar => (await bar.boundingBox())?.x ?? 0),
  )
  expect(boxes).toEqual(boxes.toSorted((a, b) => a - b))
  expect(new Set(boxes).size).toBe(3)
  const [wait] = await page.locator('tbody.hop .wait').all()
  const box = await wait?.boundingBox()
  expect(box?.width).toBeGreaterThanOrEqual(2)
  expect((box?.x ?? 0) + 1).toBeLessThanOrEqual(boxes[0] as number)
})

inBrowser.each(['light', 'dark'] as const)('it has the colours of a %s screen', async colorScheme => {
  const page = await browser.browser.newPage({ colorScheme })
  await page.setContent(tracePage(TRACE, NOW))
  const background = await page.evaluate(
    "getComputedStyle(document.querySelector('tbody.hop .work')).backgroundColor",
  )
  expect(background).toBe(colorScheme === 'light' ? 'rgb(31, 111, 235)' : 'rgb(121, 184, 255)')
})

inBrowser('text of others stays text', async () => {
  const hostile = traceOf(
    [hopAt(0, HOSTILE, { event: HOSTILE, outcome: 'retry', reason: HOSTILE, waitsFor: HOSTILE })],
    [waitingAt(0, { service: HOSTILE, event: HOSTILE, place: HOSTILE, because: [HOSTILE] })],
  )
  const { page, errors, requests } = await opened(
    tracePage({ ...hostile, correlationId: HOSTILE, filtered: [HOSTILE] }, NOW),
  )
  expect({ errors, requests }).toEqual({ errors: [], requests: [] })
  expect(await page.title()).toBe(`Trace of ${HOSTILE}`)
  expect(await page.locator('script, img').count()).toBe(0)
  expect(await page.locator('tbody.hop .reason').textContent()).toBe(`waits for ${HOSTILE}: ${HOSTILE}`)
  expect(await page.locator('tbody.missing th').textContent()).toBe(HOSTILE)
})
