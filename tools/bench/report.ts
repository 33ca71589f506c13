/** A row of the benchmark's table. Figures are medians unless `what` says otherwise. */
export interface Row {
  what: string
  measured: string
  /** What the figure is compared with, measured in the same run. */
  beside?: string
  ratio?: number
  target?: { text: string; met: boolean }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  if (sorted.length === 0) throw new Error('No values have no median.')
  const upper = sorted[middle] as number
  return sorted.length % 2 ? upper : (upper + (sorted[middle - 1] as number)) / 2
}

export const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`
export const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`
export const perSecond = (value: number, unit: string): string =>
  `${Math.round(value).toLocaleString('en')} ${unit}/s`
export const kilobytes = (bytes: number): string => `${Math.round(bytes / 1024)} KiB`
export const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MiB`

export function printTable(rows: readonly Row[]): void {
  const cells = rows.map(({ what, measured, beside, ratio, target }) => [
    what,
    measured,
    beside ?? '',
    ratio === undefined ? '' : `${ratio.toFixed(2)}×`,
    target ? `${target.text} ${target.met ? 'met' : 'MISSED'}` : '',
  ])
  const table = [['what', 'measured', 'beside', 'ratio', 'target'], ...cells]
  const widths = [0, 1, 2, 3, 4].map(column => Math.max(...table.map(row => (row[column] as string).length)))
  for (const row of table)
    console.log(
      row
        .map((cell, i) => cell.padEnd(widths[i] as number))
        .join('  ')
        .trimEnd(),
    )
}
