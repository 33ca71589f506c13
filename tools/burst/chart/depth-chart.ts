import { linearScale, type Scale } from '../../chart/scale.ts'
import { element, group, points, type Svg, text } from '../../chart/svg.ts'
import type { DepthSample } from '../../clients/queue-depth.ts'
import { count, duration } from '../../terminal/duration.ts'
import type { Drain } from '../drain.ts'

const LEFT = 52
const HEIGHT = 200

/** Includes the axis labels below the chart. */
export const DEPTH_CHART_HEIGHT = HEIGHT + 40

/** The number of messages in the queue over time, beside the ideal line of encoders that never wait. */
export function depthChart(
  samples: readonly DepthSample[],
  drain: Drain | undefined,
  uploads: number,
  width: number,
): Svg {
  const start = samples[0]?.at ?? 0
  const depths = samples.map(({ at, waiting, inFlight }) => ({ at: at - start, depth: waiting + inFlight }))
  const lastMs = Math.max(1_000, drain?.idealMs ?? 0, ...depths.map(({ at }) => at))
  const x = linearScale(lastMs / 1_000, width - LEFT, 8)
  const y = linearScale(Math.max(uploads, ...depths.map(({ depth }) => depth)), HEIGHT)
  const place = (ms: number, depth: number): [number, number] => [
    LEFT + x.at(ms / 1_000),
    HEIGHT - y.at(depth),
  ]
  const line = depths.map(({ at, depth }) => place(at, depth))
  const [firstX = LEFT] = line[0] ?? []
  const [lastX = LEFT] = line.at(-1) ?? []
  return group(
    'depth',
    0,
    0,
    ...axes(x, y, width),
    element('polygon', { class: 'area', points: points([[firstX, HEIGHT], ...line, [lastX, HEIGHT]]) }),
    element('polyline', { class: 'series', points: points(line) }),
    ...(drain ? ideal(drain, uploads, place, width) : []),
  )
}

function ideal(
  { idealMs, tookMs, ratio }: Drain,
  uploads: number,
  place: (ms: number, depth: number) => [number, number],
  width: number,
): Svg[] {
  const [[x1, y1], [x2, y2]] = [place(0, uploads), place(idealMs, 0)]
  const note = `ideal: ${duration(idealMs)} · actual: ${duration(tookMs)}, ${ratio.toFixed(2)} ×`
  return [
    element('line', { class: 'ideal', x1, y1, x2, y2 }),
    text({ class: 'detail', x: width, y: 18, 'text-anchor': 'end' }, note),
  ]
}

function axes(x: Scale, y: Scale, width: number): Svg[] {
  return [
    ...y.ticks.flatMap(tick => [
      element('line', {
        class: 'grid',
        x1: LEFT,
        y1: HEIGHT - y.at(tick),
        x2: width,
        y2: HEIGHT - y.at(tick),
      }),
      text({ class: 'y tick', x: LEFT - 8, y: HEIGHT - y.at(tick) + 4, 'text-anchor': 'end' }, count(tick)),
    ]),
    ...x.ticks.map(tick =>
      text({ class: 'x tick', x: LEFT + x.at(tick), y: HEIGHT + 17, 'text-anchor': 'middle' }, count(tick)),
    ),
    text(
      { class: 'axis', x: width, y: HEIGHT + 35, 'text-anchor': 'end' },
      'seconds since the start of the burst',
    ),
  ]
}
