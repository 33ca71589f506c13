import { XMLValidator } from 'fast-xml-parser'
import { drawing } from '../../../tools/burst/chart/drawing.ts'
import { linearScale, logarithmicScale } from '../../../tools/chart/scale.ts'
import { all, type Element, number, one, parsed, texts } from '../svg-elements.ts'
import { exampleSummary, tally } from './summary.ts'

/** From a position on an axis to the value that a reader would read there, by two of its ticks. */
function reader(ticks: readonly Element[], attribute: 'x' | 'y', offset = 0) {
  const [first, last] = [ticks[0], ticks.at(-1)].map(tick => ({
    at: number(tick as Element, attribute) + offset,
    value: Number((tick as Element)['#text']?.replaceAll(',', '')),
  })) as [{ at: number; value: number }, { at: number; value: number }]
  return (at: number) => first.value + ((at - first.at) / (last.at - first.at)) * (last.value - first.value)
}

function drawn(given?: Parameters<typeof exampleSummary>[0]): Element {
  const document = drawing(exampleSummary(given))
  expect(XMLValidator.validate(document)).toBe(true)
  return parsed(document)
}

test('it needs nothing beside it, follows the viewer to dark and light, and tells what it is', () => {
  const document = drawing(exampleSummary())
  expect(document).not.toMatch(/href|url\(|@import|<script/)
  expect(document).toContain('@media (prefers-color-scheme: dark)')
  const svg = drawn()
  expect(all(svg, 'title')[0]?.['#text']).toBe('1,000 uploads at once, without a queue and with one')
  const conditions = texts(svg, 'detail')[0] ?? ''
  for (const part of ['clips of 1 s, 320x240, 20 KiB', '2 encoders', '500 connections', '&lt;this&gt;'])
    expect(conditions.replaceAll('<', '&lt;').replaceAll('>', '&gt;')).toContain(part)
})

describe('what became of the burst', () => {
  test('each part of a bar is as long as it is many', () => {
    const svg = drawn()
    const bar = one(svg, 'g', 'synchronous')
    const [encoded, failed] = ['encoded', 'failed'].map(name => number(one(bar, 'rect', name), 'width'))
    expect((failed as number) / (encoded as number)).toBeCloseTo(970 / 30, 0)
    expect(all(bar, 'rect')).toHaveLength(2)
    const queue = all(one(svg, 'g', 'queue'), 'rect')
    expect(queue.map(part => part['@class'])).toEqual(['part encoded'])
    expect(number(queue[0] as Element, 'width')).toBeCloseTo((encoded as number) + (failed as number) + 2, 0)
  })

  test('the legend names the parts that there are', () => {
    expect(texts(one(drawn(), 'g', 'legend'))).toEqual(['encoded', 'failed'])
  })

  test('the numbers are told, too, with the reasons of the failures', () => {
    expect(texts(one(drawn(), 'g', 'synchronous'), 'detail')).toEqual([
      '30 accepted · 30 encoded · 970 failed (POST /videos: 503 × 960, no answer: ECONNRESET × 10) · 0 lost',
    ])
  })

  test('what is lost, kept or left over is shown', () => {
    const queue = tally({ uploads: 10, encoded: 5, deadLettered: 2, unfinished: 2, lost: ['a'] })
    const bar = one(drawn({ burst: { synchronous: tally({ uploads: 10 }), queue } }), 'g', 'queue')
    const widths = all(bar, 'rect').map(part => [part['@class'], number(part, 'width')] as const)
    const [, lost] = widths.find(([name]) => name === 'part lost') as (typeof widths)[number]
    const [, kept] = widths.find(([name]) => name === 'part kept') as (typeof widths)[number]
    expect(kept / lost).toBeCloseTo(4, 1)
    expect(texts(bar, 'detail')[0]).toContain('2 dead-lettered · 2 left in the queue · 1 lost')
  })
})

describe('the depth of the queue', () => {
  test('is read off the axes as it was sampled', () => {
    const chart = one(drawn(), 'g', 'depth')
    const second = reader(
      all(chart, 'text', 'x').filter(({ '@class': name }) => name === 'x tick'),
      'x',
    )
    // A tick's text stands 4 px below its line.
    const depth = reader(
      all(chart, 'text', 'y').filter(({ '@class': name }) => name === 'y tick'),
      'y',
      -4,
    )
    const series = String(one(chart, 'polyline', 'series')['@points'])
      .split(' ')
      .map(point => point.split(',').map(Number) as [number, number])
    expect(series).toHaveLength(161)
    for (const [index, [x, y]] of series.entries()) {
      expect(Math.abs(second(x) - index)).toBeLessThan(0.2)
      expect(Math.abs(depth(y) - (1_000 - index * 6.25))).toBeLessThan(2)
    }

    const ideal = one(chart, 'line', 'ideal')
    expect(second(number(ideal, 'x1'))).toBeCloseTo(0, 0)
    expect(depth(number(ideal, 'y1'))).toBeCloseTo(1_000, -1)
    expect(second(number(ideal, 'x2'))).toBeCloseTo(150, 0)
    expect(depth(number(ideal, 'y2'))).toBeCloseTo(0, 0)
    expect(texts(chart, 'detail')).toEqual(['ideal: 150 s · actual: 160 s, 1.07 ×'])
  })

  test('a queue that nobody saw is drawn without a line', () => {
    const chart = one(drawn({ depth: [], drain: undefined }), 'g', 'depth')
    expect(all(chart, 'line', 'ideal')).toEqual([])
    expect(one(chart, 'polyline', 'series')['@points']).toBe('')
  })
})

test('waiting is on a logarithmic axis: a tenfold wait is one tick farther', () => {
  const chart = one(drawn(), 'g', 'waiting')
  const ticks = all(chart, 'text', 'tick')
  expect(ticks.map(tick => tick['#text'])).toEqual(['100 ms', '1 s', '10 s', '100 s', '1,000 s'])
  const [hundredMs, second] = ticks.map(tick => number(tick, 'x')) as [number, number]
  const rows = all(chart, 'g', 'row')
  expect(rows.map(row => texts(row, 'label')[0])).toEqual([
    '10 per minute, synchronous',
    '10 per minute, queue',
    'at once, synchronous',
    'at once, queue',
  ])
  const queue = rows[3] as Element
  const x = (name: string) => number(one(queue, 'circle', name), 'cx')
  for (const [name, ms] of [
    ['p50', 80_000],
    ['p90', 144_000],
    ['p99', 158_000],
    ['max', 160_000],
  ] as const)
    expect(x(name)).toBeCloseTo(hundredMs + Math.log10(ms / 100) * (second - hundredMs), 0)
  expect(texts(queue, 'detail')).toEqual(['median 80 s · 90 % 144 s · 99 % 158 s · longest 160 s'])
})

test('a shape that encoded nothing has no dots', () => {
  const nothing = tally({ uploads: 10, accepted: 0, encoded: 0, failed: 10, waits: undefined })
  const svg = drawn({ burst: { synchronous: nothing, queue: tally({ uploads: 10 }) } })
  const row = all(one(svg, 'g', 'waiting'), 'g', 'row')[2] as Element
  expect(all(row, 'circle')).toEqual([])
  expect(texts(row, 'detail')).toEqual(['none encoded'])
})

describe('axes', () => {
  test.each<[number, number[]]>([
    [1_000, [0, 200, 400, 600, 800, 1_000]],
    [20, [0, 5, 10, 15, 20]],
    [3, [0, 1, 2, 3]],
    [0.5, [0, 0.1, 0.2, 0.3, 0.4, 0.5]],
    [1_001, [0, 500, 1_000, 1_500]],
  ])('to %d have the ticks %j', (most, ticks) => {
    const scale = linearScale(most, 100)
    expect(scale.ticks).toEqual(ticks)
    expect(scale.at(0)).toBe(0)
    expect(scale.at(ticks.at(-1) as number)).toBeCloseTo(100)
  })

  test('of powers of ten hold both ends', () => {
    const scale = logarithmicScale(30, 2_000, 300)
    expect(scale.ticks).toEqual([10, 100, 1_000, 10_000])
    expect(scale.at(10)).toBeCloseTo(0)
    expect(scale.at(1_000)).toBeCloseTo(200)
  })
})
