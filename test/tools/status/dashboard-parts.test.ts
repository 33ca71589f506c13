import { timeRange } from '../../../tools/status/dashboard/dashboard-body.ts'
import { logQuery } from '../../../tools/status/dashboard/log-rows.ts'
import { metricRows } from '../../../tools/status/dashboard/metric-rows.ts'
import { sparkline } from '../../../tools/status/dashboard/sparkline.ts'

test.each([
  [
    ['...', 'b'],
    ['site', 'Visits', 'page', 'b'],
  ],
  [
    ['.', 'Errors', '.', '.'],
    ['site', 'Errors', 'page', 'a'],
  ],
  [
    ['.', '.', '.', 'b'],
    ['site', 'Visits', 'page', 'b'],
  ],
  [['...'], ['site', 'Visits', 'page', 'a']],
  [
    ['site', 'All'],
    ['site', 'All'],
  ],
])('%j is short for %j', (short, long) => {
  const [, row] = metricRows([['site', 'Visits', 'page', 'a'], short])
  const [whole] = metricRows([long])
  expect(row).toEqual(whole)
})

test('shorthand leads to the metric before, over expressions', () => {
  const [, , row] = metricRows([
    ['site', 'Visits', { stat: 'p90' }],
    [{ expression: 'm1 * 2' }],
    ['.', 'Errors', { yAxis: 'right' }],
  ])
  expect(row).toEqual({ namespace: 'site', name: 'Errors', dimensions: [], options: { yAxis: 'right' } })
})

test('half a dimension is refused', () => {
  expect(() => metricRows([['site', 'Visits', 'page']])).toThrow('not ["site","Visits","page"]')
})

const NOW = new Date('2026-11-29T12:00:00Z')

test.each([
  [{}, '2026-11-29T09:00:00.000Z', '2026-11-29T12:00:00.000Z'],
  [{ start: '-PT90M' }, '2026-11-29T10:30:00.000Z', '2026-11-29T12:00:00.000Z'],
  [{ start: '-P1DT1H' }, '2026-11-28T11:00:00.000Z', '2026-11-29T12:00:00.000Z'],
  [
    { start: '2026-11-29T01:00:00Z', end: '2026-11-29T02:00:00Z' },
    '2026-11-29T01:00:00.000Z',
    '2026-11-29T02:00:00.000Z',
  ],
])('the time range of %j', (body, start, end) => {
  expect(timeRange(body, NOW)).toEqual({ start: new Date(start), end: new Date(end) })
})

test('a time that makes no sense is refused', () => {
  expect(() => timeRange({ start: '-P1Y' }, NOW)).toThrow('not "-P1Y"')
})

test('the log groups of a query come off its beginning', () => {
  expect(logQuery(`SOURCE '/a/b' | SOURCE "/c" | fields @message\n| limit 2`)).toEqual({
    logGroupNames: ['/a/b', '/c'],
    queryString: 'fields @message\n| limit 2',
  })
})

describe('sparkline', () => {
  const range = { start: new Date(0), end: new Date(40) }
  const points = (...values: number[]) => values.map((value, index) => ({ at: index * 10, value }))

  test('reaches from zero to the greatest value', () => {
    expect(sparkline(points(0, 7, 14, 3.5), range, 4)).toBe('▁▅█▃')
  })
  test('has a gap where there is no point', () => {
    expect(
      sparkline(
        [
          { at: 0, value: 1 },
          { at: 35, value: 1 },
        ],
        range,
        4,
      ),
    ).toBe('█  █')
  })
  test('keeps the greatest of each column', () => {
    expect(sparkline(points(0, 7, 7, 0), range, 2)).toBe('██')
  })
  test('has the bounds of its axis, and nothing beyond them', () => {
    expect(sparkline(points(0, 50, 100, 200), range, 4, { min: 0, max: 100 })).toBe('▁▅██')
  })
  test('goes below zero', () => {
    expect(sparkline(points(-7, 0, 7, 0), range, 4)).toBe('▁▅█▅')
  })
})
