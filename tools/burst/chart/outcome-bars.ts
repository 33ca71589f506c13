import { element, group, type Svg, text } from '../../chart/svg.ts'
import { count } from '../../terminal/duration.ts'
import type { Tally } from '../tally.ts'

const BAR_HEIGHT = 22
const ROW_HEIGHT = 58
const LABEL_WIDTH = 110
const LEGEND_WIDTH = 80
const SWATCH = 12
/** The space between two parts of a bar. */
const GAP = 2

export const OUTCOME_BARS_HEIGHT = 2 * ROW_HEIGHT

/** The outcomes of the uploads: one bar per shape, with parts proportional to their numbers. */
export function outcomeBars(synchronous: Tally, queue: Tally, width: number): Svg {
  const rows = Object.entries({ synchronous, queue }).map(([shape, tally], index) =>
    group(`outcome ${shape}`, 0, index * ROW_HEIGHT, ...row(shape, tally, width)),
  )
  return group('outcomes', 0, 0, legend([synchronous, queue], width), ...rows)
}

/** A legend beside the panel's title, with only the parts that occur. */
function legend(tallies: readonly Tally[], width: number): Svg {
  const names = new Set(tallies.flatMap(partsOf).flatMap(({ name, number }) => (number > 0 ? [name] : [])))
  const x = width - names.size * LEGEND_WIDTH
  const entries = [...names].map((name, index) =>
    group(
      'entry',
      index * LEGEND_WIDTH,
      0,
      element('rect', { class: name, width: SWATCH, height: SWATCH, rx: 2 }),
      text({ class: 'detail', x: SWATCH + 6, y: SWATCH - 1 }, name),
    ),
  )
  return group('legend', x, -36, ...entries)
}

function row(shape: string, tally: Tally, width: number): Svg[] {
  const parts = partsOf(tally).filter(({ number }) => number > 0)
  const length = (width - LABEL_WIDTH - GAP * (parts.length - 1)) / tally.uploads
  let x = LABEL_WIDTH
  const bars = parts.map(({ name, number }) => {
    const bar = element('rect', {
      class: `part ${name}`,
      x,
      y: 0,
      width: number * length,
      height: BAR_HEIGHT,
      rx: 2,
    })
    x += number * length + GAP
    return bar
  })
  return [
    text({ class: 'label', x: 0, y: BAR_HEIGHT - 6 }, shape),
    ...bars,
    text({ class: 'detail', x: LABEL_WIDTH, y: BAR_HEIGHT + 17 }, told(tally)),
  ]
}

function partsOf({ encoded, failed, deadLettered, unfinished, lost }: Tally) {
  return [
    { name: 'encoded', number: encoded },
    { name: 'failed', number: failed },
    { name: 'kept', number: deadLettered + unfinished },
    { name: 'lost', number: lost.length },
  ]
}

/** All numbers as text, so that no reader depends on colours. */
function told({ accepted, encoded, failed, failures, deadLettered, unfinished, lost }: Tally): string {
  const reasons = failures.map(([reason, number]) => `${reason} × ${count(number)}`).join(', ')
  return [
    `${count(accepted)} accepted`,
    `${count(encoded)} encoded`,
    `${count(failed)} failed${reasons && ` (${reasons})`}`,
    ...(deadLettered > 0 ? [`${count(deadLettered)} dead-lettered`] : []),
    ...(unfinished > 0 ? [`${count(unfinished)} left in the queue`] : []),
    `${count(lost.length)} lost`,
  ].join(' · ')
}
