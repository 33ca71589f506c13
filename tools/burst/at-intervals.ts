const INTERVAL_MS = 1_000

/** Passes on the first call, then at most one per second, so that a burst does not print too many progress lines. */
export function atIntervals<Arguments extends unknown[]>(
  call: (...given: Arguments) => void,
): (...given: Arguments) => void {
  let next = 0
  return (...given) => {
    if (performance.now() < next) return
    next = performance.now() + INTERVAL_MS
    call(...given)
  }
}
