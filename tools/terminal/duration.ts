/** A duration for readers: `340 ms`, `2.4 s`, `152 s`, `12 min 30 s`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 9_950) return `${(ms / 1_000).toFixed(1)} s`
  const seconds = Math.round(ms / 1_000)
  if (seconds < 600) return `${seconds} s`
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** `1,000` */
export function count(value: number): string {
  return value.toLocaleString('en')
}
