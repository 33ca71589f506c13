/** Maps values to positions on an axis, and has its ticks. */
export interface Scale {
  at(value: number): number
  ticks: readonly number[]
}

/** From 0 to at least `most`, over `length` pixels; the ticks are round numbers. */
export function linearScale(most: number, length: number, wantedTicks = 5): Scale {
  const step = roundStep(Math.max(most, Number.MIN_VALUE) / wantedTicks)
  const steps = Math.max(1, Math.ceil(most / step - 1e-9))
  const end = steps * step
  return {
    at: value => (value / end) * length,
    // Multiplied instead of added up: 0.1 + 0.2 is not a round number.
    ticks: Array.from({ length: steps + 1 }, (_, index) => Number((index * step).toPrecision(12))),
  }
}

/** From the power of ten at or below `least` to the one at or above `most`; both values are above 0. */
export function logarithmicScale(least: number, most: number, length: number): Scale {
  const first = Math.floor(Math.log10(least))
  const last = Math.max(first + 1, Math.ceil(Math.log10(most)))
  return {
    at: value => ((Math.log10(value) - first) / (last - first)) * length,
    ticks: Array.from({ length: last - first + 1 }, (_, index) => Number(`1e${first + index}`)),
  }
}

/** The least of 1, 2, 5, 10, 20, 50… that is at least `step`. */
function roundStep(step: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(step))
  const factor = [1, 2, 5, 10].find(factor => factor * magnitude >= step * (1 - 1e-9)) as number
  return factor * magnitude
}
