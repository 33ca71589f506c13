import { linearScale } from '../../chart/scale.ts'
import { element, group, points, type Svg, text } from '../../chart/svg.ts'
import { count } from '../../terminal/duration.ts'
import type { QueueSamples } from '../pipeline.ts'
import type { Summary } from '../summary.ts'
import { legend } from './legend.ts'
import { LEFT, type TimeAxis } from './time-axis.ts'

const HEIGHT = 52
const ROW_HEIGHT = HEIGHT + 18

/** Includes the axis labels below the charts. */
export function queueChartsHeight(rows: number): number {
  return rows * ROW_HEIGHT + 28
}

/** The queues that had messages, the fullest first. */
export function queuesWithMessages({ queues }: Summary): QueueSamples[] {
  return queues
    .filter(({ samples }) => mostOf(samples) > 0)
    .toSorted((one, other) => mostOf(other.samples) - mostOf(one.samples))
}

/** The messages waiting and in flight in each queue over time, each queue on its own scale. */
export function queueCharts(queues: readonly QueueSamples[], summary: Summary, axis: TimeAxis): Svg {
  return group(
    'queues',
    0,
    0,
    ...queues.map((queue, index) =>
      group('queue', 0, index * ROW_HEIGHT, ...row(queue, summary.outage, axis)),
    ),
    ...axis.labels(queues.length * ROW_HEIGHT - 14),
    legend(['waiting', 'flight'], axis.width),
  )
}

function row({ queueName, samples }: QueueSamples, outage: Summary['outage'], axis: TimeAxis): Svg[] {
  const most = mostOf(samples)
  const y = linearScale(most, HEIGHT, 2)
  const line = (of: (sample: (typeof samples)[number]) => number) =>
    samples.map((sample): [number, number] => [axis.at(sample.at), HEIGHT - y.at(of(sample))])
  const waiting = line(sample => sample.waiting)
  const [[firstX] = [LEFT], [lastX] = [LEFT]] = [waiting[0], waiting.at(-1)]
  return [
    axis.band(outage, HEIGHT),
    element('line', { class: 'grid', x1: LEFT, y1: HEIGHT, x2: axis.width, y2: HEIGHT }),
    text({ class: 'label', x: 0, y: 20 }, shortName(queueName)),
    text({ class: 'detail', x: 0, y: 38 }, `at most ${count(most)}`),
    element('polygon', { class: 'area', points: points([[firstX, HEIGHT], ...waiting, [lastX, HEIGHT]]) }),
    element('polyline', { class: 'waiting', points: points(waiting) }),
    element('polyline', { class: 'flight', points: points(line(sample => sample.inFlight)) }),
  ]
}

function mostOf(samples: QueueSamples['samples']): number {
  return Math.max(0, ...samples.flatMap(({ waiting, inFlight }) => [waiting, inFlight]))
}

/** `Shipping.fifo` for `Messaging-dev-Shop-Shipping.fifo`. */
function shortName(queueName: string): string {
  return queueName.slice(queueName.lastIndexOf('-') + 1)
}
