import { styleText } from 'node:util'

const onTerminal = process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb'

function style(format: Parameters<typeof styleText>[0], text: string): string {
  return onTerminal ? styleText(format, text, { validateStream: false }) : text
}

export const bold = (text: string): string => style('bold', text)
export const dim = (text: string): string => style('dim', text)
export const green = (text: string): string => style('green', text)
export const red = (text: string): string => style('red', text)
export const yellow = (text: string): string => style('yellow', text)

export function heading(text: string): void {
  console.log(`\n${bold(text)}`)
}

/** One line that says what is going on; on a terminal each replaces the one before. */
export function progress(text: string): void {
  process.stderr.write(process.stderr.isTTY ? `\r\x1b[2K${text}` : `${text}\n`)
}

/** Takes the last {@link progress} off the terminal. */
export function endProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[2K')
}

/** Cut to the width of the terminal. What goes into a file or a pipe is left whole. */
export function fitted(text: string): string {
  const width = process.stdout.isTTY ? process.stdout.columns : undefined
  return width === undefined || text.length <= width ? text : `${text.slice(0, width - 1)}…`
}

/** How {@link columns} are printed. */
export interface ColumnOptions {
  /** @default two spaces */
  indent?: string
  /** A line below each row; undefined where there is none. */
  below?: readonly (string | undefined)[]
}

/** Columns as wide as their widest cell; numbers (cells that begin with a digit) to the right. */
export function columns(
  rows: readonly (readonly string[])[],
  { indent = '  ', below = [] }: ColumnOptions = {},
): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => (row[column] ?? '').length)))
  for (const [index, row] of rows.entries()) {
    const cells = row.map((cell, i) => {
      const width = widths[i] as number
      return /^\d/.test(cell) ? cell.padStart(width) : cell.padEnd(width)
    })
    console.log(fitted(`${indent}${cells.join('  ').trimEnd()}`))
    if (below[index] !== undefined) console.log(below[index])
  }
}
