import hopLine from '../../../tools/start/hop-line.ts'

const HOP = {
  message: 'hop',
  service: 'shop-shipping',
  event: 'shop.purchase.placed.v1',
  messageId: 'm',
  correlationId: 'c0ffee',
  receiveCount: 1,
  sentAt: '2026-11-29T10:00:00.000Z',
  receivedAt: '2026-11-29T10:00:00.003Z',
  doneAt: '2026-11-29T10:00:00.015Z',
  outcome: 'done',
} as const

test('a hop is a line with its times and the id for trace', () => {
  expect(hopLine(HOP)).toEqual({
    text: 'shop-shipping  shop.purchase.placed.v1  done  waited 3 ms, worked 12 ms  c0ffee',
    level: 'info',
  })
})

test('one that did not end well has its reason, and the colour of what it means', () => {
  const reason = 'NoCarrierError: no carrier ships to AQ'
  expect(hopLine({ ...HOP, outcome: 'retry', receiveCount: 2, reason })).toEqual({
    text: `shop-shipping  shop.purchase.placed.v1  retry (receive 2)  waited 3 ms, worked 12 ms  c0ffee  ${reason}`,
    level: 'warn',
  })
  expect(hopLine({ ...HOP, outcome: 'dead-lettered', reason })?.level).toBe('error')
  expect(hopLine({ ...HOP, outcome: 'retry', waitsFor: 'dynamodb' })?.text).toContain(
    '  waits for dynamodb  ',
  )
})

test('what is no hop is no line', () => {
  expect(hopLine({ message: 'a record is to be retried' })).toBeUndefined()
  expect(hopLine({ ...HOP, message: undefined })).toBeUndefined()
})
