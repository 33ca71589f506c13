import { traceLines } from '../../../tools/trace/report.ts'
import { hopAt, traceOf, waitingAt } from './hops.ts'

const now = new Date(Date.UTC(2026, 0, 2, 0, 5))
const DAY = 86_400

test('hops, what is missing, where and why', () => {
  const retried = hopAt(1, 'shop-history', {
    outcome: 'retry',
    receiveCount: 3,
    reason: 'Error: no such table',
  })
  expect(traceLines(traceOf([hopAt(0, 'shop-buying'), retried], [waitingAt(0)]), now)).toEqual([
    '  function      message                  waited  worked',
    '  shop-buying   shop.purchase.placed.v1   20 ms  100 ms',
    '  shop-history  shop.purchase.placed.v1   20 ms  100 ms  retry, receive 3',
    '    Error: no such table',
    '  1.1 s from the first request to the last hop',
    '',
    'Not done',
    '  … shop-shipping  shop.purchase.placed.v1  waiting for 300 s in Shipping.fifo *',
    '      in the queue: 1 waiting',
    '  * inferred from the trail: SQS does not show what is in a queue',
  ])
})

test('hundreds of mails are one row', () => {
  const mails = Array.from({ length: 300 }, (_, index) =>
    hopAt(index / 100, 'mail-mailer', { messageId: `${index}` }),
  )
  const rows = traceLines(traceOf([hopAt(0, 'posts-fan-out'), ...mails]), now)
  expect(rows.filter(row => row.includes('mail-mailer'))).toEqual([
    '  mail-mailer    shop.purchase.placed.v1   20 ms  100 ms  × 300',
  ])
})

test('a trail across midnight is in order, and as long as it lasted', () => {
  const [before, after] = [hopAt(-2, 'shop-buying'), hopAt(1, 'shop-shipping')]
  expect(before.doneAt.slice(0, 10)).not.toBe(after.doneAt.slice(0, 10))
  const lines = traceLines(traceOf([before, after]), now)
  expect(lines.slice(-2)).toEqual([
    '  3.1 s from the first request to the last hop',
    '  complete: all that was sent has arrived',
  ])
})

test('a filter that looks at the content is named', () => {
  const lines = traceLines({ ...traceOf([hopAt(0, 'shop-buying')]), filtered: ['shop-review'] }, now)
  expect(lines).toContain('  shop-review has not got it: its filter looks at the content')
})

test('text of others cannot command the terminal', () => {
  const hostile = hopAt(0, 'shop-history', { outcome: 'retry', reason: 'a\x1b[2Jb\nc\u202ed' })
  expect(
    traceLines(traceOf([hostile], [waitingAt(0, { because: ['x\x1b]0;y\x07'] })]), now).join(''),
  ).not.toMatch(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
    /[\x1b\x07\n\u202e]/,
  )
})

test('days are days', () => {
  const [, , , , , line] = traceLines(
    traceOf([hopAt(0, 'shop-buying')], [waitingAt(-4 * DAY - 2 * 3_600)]),
    now,
  )
  expect(line).toContain('waiting for 4 d 2 h in')
})
