import type { Slices } from './stages/stage.ts'

/** Sorted at once: sorting as many takes about a millisecond. */
const RUN_LENGTH = 1024

/** Sorts in slices; `Array.prototype.sort` would take a second for a million items. Stable. */
export function* mergeSort<T>(items: readonly T[], compare: (a: T, b: T) => number): Slices<T[]> {
  let sorted: T[] = []
  for (let start = 0; start < items.length; start += RUN_LENGTH) {
    sorted.push(...items.slice(start, start + RUN_LENGTH).sort(compare))
    yield
  }
  for (let length = RUN_LENGTH; length < items.length; length *= 2) {
    sorted = yield* mergeRuns(sorted, length, compare)
  }
  return sorted
}

/** Merges the runs of that length by pairs. */
function* mergeRuns<T>(items: readonly T[], length: number, compare: (a: T, b: T) => number): Slices<T[]> {
  const merged: T[] = []
  for (let start = 0; start < items.length; start += 2 * length) {
    const middle = Math.min(start + length, items.length)
    const end = Math.min(middle + length, items.length)
    let left = start
    let right = middle
    while (left < middle || right < end) {
      const fromLeft = right === end || (left < middle && compare(items[left] as T, items[right] as T) <= 0)
      merged.push(items[fromLeft ? left++ : right++] as T)
      if (merged.length % RUN_LENGTH === 0) yield
    }
  }
  return merged
}
