import type { Delivery } from '../../../lambda/queue/delivery.ts'

Object.assign(process.env, { MAXIMUM_RECEIVES: '960', RETENTION_SECONDS: '345600' })

let backoffSeconds: typeof import('../../../lambda/queue/backoff.ts').backoffSeconds
let backoffForRelease: typeof import('../../../lambda/queue/backoff.ts').backoffForRelease
let backoffOf: typeof import('../../../lambda/queue/backoff.ts').backoffOf
beforeAll(async () => {
  ;({ backoffForRelease, backoffOf, backoffSeconds } = await import('../../../lambda/queue/backoff.ts'))
})
afterEach(() => jest.restoreAllMocks())

const HOUR = 3_600_000

/** The longest that a message can be hidden, by the number of its receives and what it has waited for. */
function longest(receiveCount: number, waitedMs = 0): number {
  jest.spyOn(Math, 'random').mockReturnValue(0)
  return backoffOf(delivery(receiveCount, waitedMs))
}

function delivery(receiveCount: number, waitedMs: number): Delivery {
  const sentAt = new Date(0)
  const times = { sentAt, firstReceivedAt: sentAt, receivedAt: new Date(waitedMs) }
  return { ...times, receiveCount, messageId: 'm', receiptHandle: 'h', sequenceNumber: undefined }
}

test('is soon after a blip, then longer and longer, up to five minutes', () => {
  expect([1, 2, 3, 4, 5, 6, 100].map(attempt => longest(attempt))).toEqual([4, 16, 64, 256, 300, 300, 300])
})

test('is a twentieth of what the message has waited for, after an outage of hours', () => {
  expect([1, 2, 24, 72].map(hours => longest(50, hours * HOUR))).toEqual([300, 360, 4_320, 12_960])
})

test('is a blip’s, however long ago the message was received first', () => {
  expect(longest(1, 72 * HOUR)).toBe(4)
})

test.each([
  ['as soon as at first, before half of the receives are used up', 479, 95, 1],
  ['the time that is left for each receive that is left, from then on', 480, 24, 540],
  ['all of the time that is left at the last receive', 959, 95, 3_600],
  ['all of the time that is left after it', 970, 95, 3_600],
  ['never longer than SQS hides a message', 959, 24, 39_600],
])('is %s, at the least', (_, receiveCount, hours, seconds) => {
  jest.spyOn(Math, 'random').mockReturnValue(1 - Number.EPSILON)
  expect(backoffOf(delivery(receiveCount, hours * HOUR))).toBe(seconds)
})

test('is never longer than SQS hides a message', () => {
  expect(longest(50, 10_000 * HOUR)).toBe(39_600)
})

test('is no longer than the failure says', () => {
  jest.spyOn(Math, 'random').mockReturnValue(0)
  expect([1, 2, 3, 4].map(attempt => backoffSeconds(attempt, 60))).toEqual([4, 16, 60, 60])
})

test('is anything from a second on, so that what failed together does not come together', () => {
  const drawn = Array.from({ length: 1_000 }, () => backoffSeconds(4))
  expect(drawn.every(seconds => Number.isInteger(seconds) && seconds >= 1 && seconds <= 256)).toBe(true)
  expect(new Set(drawn.map(seconds => Math.ceil(seconds / 32))).size).toBe(8)
})

describe('a message that waits for as long as its queue keeps it', () => {
  // "maxReceiveCount … 1 to 1,000"; a visibility timeout of 90 minutes leaves room for 32 in half of four days.
  test.each([1_000, 960, 300, 100, 32, 16])('is received at most %i times', async maximum => {
    jest.resetModules()
    process.env.MAXIMUM_RECEIVES = String(maximum)
    const { backoffOf } = await import('../../../lambda/queue/backoff.ts')
    const most = Array.from({ length: 200 }, () => receivesIn(72, backoffOf))
    expect(Math.max(...most)).toBeLessThanOrEqual(maximum)
  })

  test.each([
    [10, 10],
    [60, 60],
    [200, 1_440],
  ])('is received fewer than %i times in an outage of %i minutes', async (receives, minutes) => {
    jest.resetModules()
    process.env.MAXIMUM_RECEIVES = '960'
    const { backoffOf } = await import('../../../lambda/queue/backoff.ts')
    const all = Array.from({ length: 200 }, () => receivesIn(minutes / 60, backoffOf))
    expect(all.reduce((sum, value) => sum + value, 0) / all.length).toBeLessThan(receives)
  })

  function receivesIn(hours: number, backoffOf: typeof import('../../../lambda/queue/backoff.ts').backoffOf) {
    let receiveCount = 0
    for (let waitedMs = 0; waitedMs < hours * HOUR; ) {
      receiveCount++
      waitedMs += backoffOf(delivery(receiveCount, waitedMs)) * 1_000
    }
    return receiveCount
  }
})

describe('a message that waits for a release', () => {
  /** The longest step of SQS and Lambda from one receive to the next, in seconds: a long poll, a batching window, a try. */
  const BETWEEN = 55

  // Of the queues that have events: of functions with 30 s and with 60 s, and of reminders.
  test.each([
    [960, 4],
    [480, 4],
    [1_000, 7],
  ])(
    'with %i receives in %i days, comes twice within twenty minutes, until it is given up after three quarters of them',
    async (maximum, days) => {
      jest.resetModules()
      const kept = process.env.RETENTION_SECONDS
      Object.assign(process.env, { MAXIMUM_RECEIVES: maximum, RETENTION_SECONDS: days * 86_400 })
      const { backoffForRelease } = await import('../../../lambda/queue/backoff.ts')
      Object.assign(process.env, { RETENTION_SECONDS: kept })
      for (let times = 0; times < 20; times++) {
        const at = [0]
        for (let now = 0; now < days * 18 * 3_600 && at.length <= maximum; ) {
          now += backoffForRelease(delivery(at.length, now * 1_000)) + (times % 2) * BETWEEN
          at.push(now)
        }
        expect(at.at(-1)).toBeGreaterThan(days * 18 * 3_600 - 600)
        const twice = at.slice(2).map((second, index) => second - (at[index] ?? 0))
        expect(Math.max(...twice)).toBeLessThanOrEqual(1_200)
      }
    },
  )

  test('comes soon after a release that was about to be', () => {
    jest.spyOn(Math, 'random').mockReturnValue(1 - Number.EPSILON)
    expect([1, 2, 3, 4, 5, 100].map(count => backoffForRelease(delivery(count, 0)))).toEqual([
      4, 16, 64, 256, 540, 540,
    ])
  })
})
