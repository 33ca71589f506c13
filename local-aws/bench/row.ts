/** A figure of the local AWS, and the one that it is compared with: medians of the rounds of one run. */
export interface Row {
  what: string
  measured: string
  beside: string
  /** The measured figure divided by the one that it is compared with. */
  ratio: number
  target?: { text: string; met: boolean }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  if (sorted.length === 0) throw new Error('No values have no median.')
  const upper = sorted[middle] as number
  return sorted.length % 2 ? upper : (upper + (sorted[middle - 1] as number)) / 2
}

export const perSecond = (value: number, unit: string): string =>
  `${Math.round(value).toLocaleString('en')} ${unit}/s`
