import { styleText } from 'node:util'

const onTerminal = process.stdout.isTTY === true && !process.env.NO_COLOR

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

/** Shows what is in progress in one line, which replaces the previous one on a terminal. */
export function progress(text: string): void {
  process.stderr.write(process.stderr.isTTY ? `\r\x1b[2K${text}` : `${text}\n`)
}

/** Clears the last {@link progress} line. */
export function endProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[2K')
}

/** Prints columns as wide as their widest cell, with numbers (cells that begin with a digit) aligned right. */
export function columns(rows: readonly (readonly string[])[], indent = '  '): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => (row[column] ?? '').length)))
  for (const row of rows) {
    const cells = row.map((cell, i) => {
      const width = widths[i] as number
      return /^\d/.test(cell) ? cell.padStart(width) : cell.padEnd(width)
    })
    console.log(`${indent}${cells.join('  ').trimEnd()}`)
  }
}
