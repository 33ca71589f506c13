import { SteppedClock } from '../src/clock.ts'
import { TokenBucket } from '../src/token-bucket.ts'

const taken = (bucket: TokenBucket, times: number) => Array.from({ length: times }, () => bucket.take())

test('lets the burst through at once, then the rate', async () => {
  const clock = new SteppedClock()
  const bucket = new TokenBucket(clock, { rate: 2, burst: 3 })

  expect(taken(bucket, 5)).toEqual([true, true, true, false, false])
  await clock.advanceBy({ milliseconds: 499 })
  expect(taken(bucket, 1)).toEqual([false])
  await clock.advanceBy({ milliseconds: 1 })
  expect(taken(bucket, 2)).toEqual([true, false])
})

test('never exceeds the burst, even after a long pause', async () => {
  const clock = new SteppedClock()
  const bucket = new TokenBucket(clock, { rate: 100, burst: 2 })

  await clock.advanceBy({ hours: 1 })

  expect(taken(bucket, 3)).toEqual([true, true, false])
})

test('the last token serves for many at once, and the rest is owed', async () => {
  const clock = new SteppedClock()
  const bucket = new TokenBucket(clock, { rate: 1, burst: 1 })

  expect(bucket.take(5)).toBe(true)
  await clock.advanceBy({ seconds: 4 })
  expect(bucket.take()).toBe(false)
  await clock.advanceBy({ seconds: 1 })
  expect(bucket.take()).toBe(true)
})

test('a burst of nothing lets nothing through', async () => {
  const clock = new SteppedClock()
  const bucket = new TokenBucket(clock, { rate: 0, burst: 0 })

  await clock.advanceBy({ hours: 1 })

  expect(bucket.take()).toBe(false)
})

test('returns the number of tokens without taking any', async () => {
  const clock = new SteppedClock()
  const bucket = new TokenBucket(clock, { rate: 1, burst: 3 })

  expect([bucket.holds(3), bucket.holds(4), bucket.holds(3)]).toEqual([true, false, true])
  bucket.take(3)
  expect(bucket.holds(1)).toBe(false)
  await clock.advanceBy({ seconds: 1 })
  expect(bucket.holds(1)).toBe(true)
})

test('returns the wait for tokens, up to a full bucket', async () => {
  const clock = new SteppedClock()
  const bucket = new TokenBucket(clock, { rate: 2, burst: 4 })
  bucket.take(7)

  expect([1, 4, 100].map(count => bucket.waitFor(count))).toEqual([2000, 3500, 3500])
  await clock.advanceBy({ milliseconds: 1999 })
  expect(bucket.waitFor(1)).toBe(1)
  await clock.advanceBy({ milliseconds: 1 })
  expect(bucket.waitFor(1)).toBe(0)
})
