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
  return width === undefined ? text : cutTo(width, text)
}

/** The beginning of a text, and … where it is longer than so many characters. */
export function cutTo(width: number, text: string): string {
  const characters = Array.from(text)
  return characters.length <= width ? text : `${characters.slice(0, width - 1).join('')}…`
}

/** Text of others in one line, without what a terminal would take for a command. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
}

/** Broken between words into lines that fit the terminal, each behind `indent`. What goes into a file stays one line. */
export function wrapped(text: string, indent: string): string[] {
  const width = process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY
  const room = Math.max(20, width - indent.length)
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= room)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.map(line => fitted(`${indent}${line}`))
}

/** How {@link columns} are printed. */
export interface ColumnOptions {
  /** @default two spaces */
  indent?: string
  /** Lines below each row. */
  below?: readonly (readonly string[])[]
}

/** Columns as wide as their widest cell; numbers (cells that begin with a digit) to the right. */
export function columns(rows: readonly (readonly string[])[], options: ColumnOptions = {}): void {
  for (const line of columnLines(rows, options)) console.log(line)
}

/** What {@link columns} prints. */
export function columnLines(
  rows: readonly (readonly string[])[],
  { indent = '  ', below = [] }: ColumnOptions = {},
): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => (row[column] ?? '').length)))
  return rows.flatMap((row, index) => {
    const cells = row.map((cell, i) => {
      const width = widths[i] as number
      return /^\d/.test(cell) ? cell.padStart(width) : cell.padEnd(width)
    })
    return [fitted(`${indent}${cells.join('  ').trimEnd()}`), ...(below[index] ?? [])]
  })
}
