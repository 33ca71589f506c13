import { cutToWidth, displayWidth } from '../terminal/display-width.ts'
import { bold, dim, oneLine } from '../terminal/terminal.ts'
import { type Cell, isNumeric, type ResultRows } from './result-rows.ts'

const GAP = '  '
/** What a null is shown as; text of the same letters is not dim, and numbers have none. */
const NULL = 'NULL'
/** A column keeps so many cells, however many columns there are. */
const NARROWEST = 6

/**
 * A result as a table: columns as wide as their content, numbers to the right.
 *
 * @param width of the terminal: the widest columns are cut until the table fits, with … where something is missing.
 *   Undefined for a file or a pipe, where nothing is cut
 */
export function tableLines({ columns, rows }: ResultRows, width: number | undefined): string[] {
  const names = columns.map(({ name }) => oneLine(name))
  const texts = rows.map(row => columns.map((_, index) => shown(row[index])))
  const content = names.map((name, index) =>
    Math.max(...[name, ...texts.map(row => row[index] ?? '')].map(displayWidth)),
  )
  const widths = width === undefined ? content : fittingWidths(content, width)
  const line = (cells: readonly string[], style: (text: string, index: number) => string) =>
    cells
      .map((cell, index) => {
        const text = cutToWidth(widths[index] ?? 0, cell)
        const room = ' '.repeat((widths[index] ?? 0) - displayWidth(text))
        const column = columns[index]
        return column && isNumeric(column) ? room + style(text, index) : style(text, index) + room
      })
      .join(GAP)
      .trimEnd()
  return [
    line(names, bold),
    ...texts.map((cells, place) =>
      line(cells, (text, index) => (rows[place]?.[index] === undefined ? dim(text) : text)),
    ),
  ]
}

/** Text of visitors and of anybody who may write into the stream: it must not command the terminal. */
function shown(cell: Cell): string {
  return cell === undefined ? NULL : oneLine(cell)
}

/** Takes from the widest column, again and again, until all fit. */
function fittingWidths(content: readonly number[], width: number): number[] {
  const widths = [...content]
  const taken = () => widths.reduce((sum, each) => sum + each, GAP.length * (widths.length - 1))
  while (taken() > width) {
    const widest = Math.max(...widths)
    if (widest <= NARROWEST) break
    const others = widths.filter(each => each < widest)
    const next = Math.max(NARROWEST, ...others)
    const many = widths.length - others.length
    const less = Math.max(1, Math.min(widest - next, Math.floor((taken() - width) / many)))
    for (const [index, each] of widths.entries()) {
      if (each === widest && taken() > width) widths[index] = each - less
    }
  }
  return widths
}
