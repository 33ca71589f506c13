import { element, group, type Svg, text } from '../../chart/svg.ts'

const ENTRY_WIDTH = 86
const LINE = 18

/** A legend beside the panel's title: a sample of each line, and its name. */
export function legend(names: readonly string[], width: number): Svg {
  const entries = names.map((name, index) =>
    group(
      'entry',
      index * ENTRY_WIDTH,
      0,
      element('line', { class: name, 'stroke-width': 2, x1: 0, y1: 6, x2: LINE, y2: 6 }),
      text({ class: 'detail', x: LINE + 6, y: 10 }, name === 'flight' ? 'in flight' : name),
    ),
  )
  return group('legend', width - names.length * ENTRY_WIDTH, -36, ...entries)
}
