import { minuteAfter, minuteOf, minutesBetween } from '../../../lambda/clickstream/minute.ts'

test.each([
  ['2026-11-29T10:15:00.000Z', '2026-11-29T10:15Z'],
  ['2026-11-29T10:15:59.999Z', '2026-11-29T10:15Z'],
  ['2026-11-29T10:16:00.000Z', '2026-11-29T10:16Z'],
])('the minute of %s is %s', (instant, minute) => {
  expect(minuteOf(new Date(instant))).toBe(minute)
})

test.each([
  ['2026-11-29T10:15Z', 0, '2026-11-29T10:15Z'],
  ['2026-11-29T23:59Z', 1, '2026-11-30T00:00Z'],
  ['2026-11-29T00:00Z', -1, '2026-11-28T23:59Z'],
  ['2026-11-29T10:15Z', 1_440, '2026-11-30T10:15Z'],
])('%s and %i minutes is %s', (minute, minutes, after) => {
  expect(minuteAfter(minute, minutes)).toBe(after)
  expect(minutesBetween(minute, after)).toBe(minutes)
})
