import * as fc from 'fast-check'
import {
  contains,
  generationAt,
  type MinuteRange,
  nextCountedSince,
  overlaid,
  pruned,
  type Segment,
} from '../../../lambda/clickstream/segments.ts'

const at = (minute: number) => `2026-11-29T10:${String(minute).padStart(2, '0')}Z`
const range = (from: number, to?: number): MinuteRange => ({
  from: at(from),
  to: to === undefined ? '' : at(to),
})
const ALL: Segment[] = [{ from: '', generation: '0' }]

test('a range ends before its last minute, or never', () => {
  expect([14, 15, 19, 20].map(minute => contains(range(15, 20), at(minute)))).toEqual([
    false,
    true,
    true,
    false,
  ])
  expect([14, 59].map(minute => contains(range(15), at(minute)))).toEqual([false, true])
})

test('a range in the middle leaves the segments around it', () => {
  expect(overlaid(ALL, range(15, 20), '1')).toEqual([
    { from: '', generation: '0' },
    { from: at(15), generation: '1' },
    { from: at(20), generation: '0' },
  ])
})

test('a range without an end covers everything that follows', () => {
  expect(overlaid(overlaid(ALL, range(15, 20), '1'), range(10), '2')).toEqual([
    { from: '', generation: '0' },
    { from: at(10), generation: '2' },
  ])
})

test('a range that is replaced completely leaves nothing', () => {
  expect(overlaid(overlaid(ALL, range(15, 20), '1'), range(15, 20), '2')).toEqual([
    { from: '', generation: '0' },
    { from: at(15), generation: '2' },
    { from: at(20), generation: '0' },
  ])
})

test('what is old is forgotten, and the generation of then stays', () => {
  const segments = overlaid(overlaid(ALL, range(10, 15), '1'), range(20), '2')
  expect(pruned(segments, at(17))).toEqual([
    { from: '', generation: '0' },
    { from: at(20), generation: '2' },
  ])
  expect(pruned(segments, at(20))).toEqual([{ from: '', generation: '2' }])
  expect(pruned(segments, at(5))).toEqual(segments)
})

describe('figures that a replay counted long after their minutes', () => {
  const segments: Segment[] = [
    { from: '', generation: '0' },
    { from: at(10), generation: '1', replayedAt: at(50) },
    { from: at(15), generation: '0' },
  ]

  test('keep their segment until they are as old as others are when they go', () => {
    expect(pruned(segments, at(40))).toEqual([
      { from: '', generation: '1', replayedAt: at(50) },
      { from: at(15), generation: '0' },
    ])
    expect(pruned(segments, at(50))).toEqual([{ from: '', generation: '0' }])
  })

  test('are there to compare with, and others before the horizon are not', () => {
    const next = (minute: number, horizon: number) => nextCountedSince(segments, at(horizon), at(minute))
    expect([5, 10, 12, 15, 40, 45].map(minute => next(minute, 40))).toEqual([10, 10, 12, 40, 40, 45].map(at))
    expect([5, 12].map(minute => next(minute, 50))).toEqual([at(50), at(50)])
    expect(next(3, 7)).toBe(at(7))
  })
})

const minutes = Array.from({ length: 60 }, (_, minute) => at(minute))
const ranges = fc
  .tuple(fc.integer({ min: 0, max: 58 }), fc.option(fc.integer({ min: 1, max: 59 }), { nil: undefined }))
  .map(([from, length]) =>
    range(from, length === undefined || from + length > 59 ? undefined : from + length),
  )

test('property: every minute lives in the last generation that was laid over it', () => {
  fc.assert(
    fc.property(fc.array(ranges, { maxLength: 12 }), fc.integer({ min: 0, max: 59 }), (laid, horizon) => {
      const segments = laid.reduce(
        (segments, range, index) => overlaid(segments, range, String(index + 1)),
        ALL,
      )
      const expected = (minute: string) => String(laid.findLastIndex(range => contains(range, minute)) + 1)
      for (const minute of minutes) expect(generationAt(segments, minute)).toBe(expected(minute))
      for (const minute of minutes.slice(horizon)) {
        expect(generationAt(pruned(segments, at(horizon)), minute)).toBe(expected(minute))
      }
    }),
  )
})

test('property: segments are sorted, begin at the beginning, and differ from their neighbours', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(ranges, fc.constantFrom('1', '2', '3')), { maxLength: 12 }),
      fc.integer({ min: 0, max: 59 }),
      (laid, horizon) => {
        const segments = laid.reduce(
          (segments, [range, generation]) => overlaid(segments, range, generation),
          ALL,
        )
        for (const each of [segments, pruned(segments, at(horizon))]) {
          expect(each[0]?.from).toBe('')
          for (const [index, { from, generation }] of each.slice(1).entries()) {
            expect(from > (each[index] as Segment).from).toBe(true)
            expect(generation).not.toBe(each[index]?.generation)
          }
        }
      },
    ),
  )
})
