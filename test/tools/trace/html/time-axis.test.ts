import { TimeAxis } from '../../../../tools/trace/html/time-axis.ts'
import { hopAt, waitingAt } from '../hops.ts'

const at = (second: number) => Date.UTC(2026, 0, 2) + second * 1_000

test('the axis goes from the first request to the last hop', () => {
  const axis = new TimeAxis([hopAt(0, 'a', { sentAt: new Date(at(0)).toISOString() }), hopAt(9.9, 'b')], [])
  expect(axis.span(at(0), at(10))).toEqual({ left: 0, width: 100 })
  expect(axis.span(at(2.5), at(5))).toEqual({ left: 25, width: 25 })
})

test('what is not done goes to its end, and does not squeeze the hops, however long it waits', () => {
  const axis = new TimeAxis([hopAt(0, 'a'), hopAt(10, 'b')], [waitingAt(10)])
  const { left, width } = axis.span(at(10))
  expect(left + width).toBeCloseTo(100)
  expect(width).toBeGreaterThan(10)
  expect(axis.span(at(0), at(10)).width).toBeGreaterThan(80)
})

test('a single instant is an axis, too', () => {
  const axis = new TimeAxis(
    [hopAt(0, 'a', { sentAt: new Date(at(0)).toISOString(), doneAt: new Date(at(0)).toISOString() })],
    [],
  )
  expect(axis.span(at(0), at(0))).toEqual({ left: 0, width: 0 })
})

test('ticks are at round times, as many as have room', () => {
  const axis = new TimeAxis([hopAt(0, 'a', { sentAt: new Date(at(0)).toISOString() }), hopAt(12.9, 'b')], [])
  expect(axis.ticks().map(({ ms }) => ms)).toEqual([0, 5_000, 10_000])
  expect(axis.ticks()[1]?.left).toBeCloseTo(100 * (5 / 13))
})
