const INTERVAL_MS = 1_000

/** Passes on the first of a run of calls, then at most one a second: a burst's progress is not for reading line by line. */
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
