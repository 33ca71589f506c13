/** One figure of the local AWS beside what it is compared with; medians of rounds in one run. */
export interface Row {
  what: string
  measured: string
  beside: string
  /** Of what is measured to what it is compared with. */
  ratio: number
  target?: { text: string; met: boolean }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  if (sorted.length === 0) throw new Error('There is no median of no values.')
  const upper = sorted[middle] as number
  return sorted.length % 2 ? upper : (upper + (sorted[middle - 1] as number)) / 2
}

export const perSecond = (value: number, unit: string): string =>
  `${Math.round(value).toLocaleString('en')} ${unit}/s`
