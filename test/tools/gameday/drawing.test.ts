import { XMLValidator } from 'fast-xml-parser'
import { drawing } from '../../../tools/gameday/chart/drawing.ts'
import type { Results } from '../../../tools/gameday/results.ts'
import { summarize } from '../../../tools/gameday/summary.ts'
import { all, type Element, number, one, parsed, texts } from '../svg-elements.ts'
import { exampleResults } from './results.ts'

function drawn(given: Partial<Results> = {}): Element {
  const document = drawing(summarize(exampleResults(given), { place: '<here>', inboxRead: true }))
  expect(document).not.toMatch(/href|url\(|@import|<script/)
  expect(XMLValidator.validate(document)).toBe(true)
  return parsed(document)
}

/** From a place on the time axis to the minute that a reader would read there. */
function minuteAt(chart: Element): (x: number) => number {
  const ticks = all(chart, 'text', 'x')
  const [first, last] = [ticks[0], ticks.at(-1)] as [Element, Element]
  const minutes = Number(last['#text'])
  return x => ((x - number(first, 'x')) / (number(last, 'x') - number(first, 'x'))) * minutes
}

test('it follows the viewer to dark and light, and tells what it is', () => {
  const svg = drawn()
  expect(all(svg, 'title')[0]?.['#text']).toBe('DynamoDB down for 30 minutes')
  expect(all(svg, 'style')[0]?.['#text']).toContain('@media (prefers-color-scheme: dark)')
  expect(texts(svg, 'detail').slice(0, 2)).toEqual([
    '10 purchases per minute for 40 minutes, by 24 customers in turn · <here>',
    expect.stringContaining('time passes 60 × as fast there'),
  ])
})

test('the outage is shaded and named in each chart, and the return and the end of the drain are marked', () => {
  const chart = one(drawn(), 'g', 'flow')
  const minute = minuteAt(chart)
  const band = one(chart, 'rect', 'outage')
  expect(minute(number(band, 'x'))).toBeCloseTo(5, 1)
  expect(minute(number(band, 'x') + number(band, 'width'))).toBeCloseTo(35, 1)
  expect(texts(chart, 'outage-name')).toEqual(['DynamoDB down'])
  const marks = all(chart, 'line', 'mark').map(mark => minute(number(mark, 'x1')))
  expect(marks[0]).toBeCloseTo(35, 1)
  expect(marks[1]).toBeCloseTo(37.17, 1)
  expect(texts(chart, 'detail')).toContain('dashed: back, and drained 130 s later')
})

test.each([
  ['placed', [1, 10, 20, 38]],
  ['shipped', [1.17, 36.17, 36.17, 38.17]],
  ['mailed', [1.17, 36.67, 37.17, 38.17]],
])('the line of what was %s rises when it was', (name, expected) => {
  const chart = one(drawn(), 'g', 'flow')
  const minute = minuteAt(chart)
  const path = String(one(chart, 'polyline', name)['@points'])
    .split(' ')
    .map(point => point.split(',').map(Number) as [number, number])
  const rises = path.filter(([, y], index) => index > 0 && y < (path[index - 1]?.[1] ?? 0))
  expect(rises.map(([x]) => minute(x))).toEqual(expected.map(value => expect.closeTo(value, 0)))
})

test('a queue in which there was anything has its row; others have none', () => {
  const charts = one(drawn(), 'g', 'queues')
  const rows = all(charts, 'g', 'queue')
  expect(rows.map(row => texts(row))).toEqual([['Shipping.fifo', 'at most 30']])
  expect(all(rows[0] as Element, 'rect', 'outage')).toHaveLength(1)
})

test('a run of which nothing was seen is drawn, too', () => {
  const svg = drawn({ placed: [], queues: [], hops: [] })
  expect(all(svg, 'g', 'queue')).toEqual([])
  expect(all(svg, 'line', 'mark')).toHaveLength(1)
})
