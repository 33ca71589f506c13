import type { Summary } from '../../../tools/burst/summary.ts'
import type { Tally } from '../../../tools/burst/tally.ts'

export function tally(given: Partial<Tally> & { uploads: number }): Tally {
  return {
    accepted: given.uploads,
    encoded: given.uploads,
    failures: [],
    failed: 0,
    deadLettered: 0,
    unfinished: 0,
    lost: [],
    waits: { p50: 400, p90: 500, p99: 600, max: 700 },
    ...given,
  }
}

/** 1,000 videos; the depth falls evenly from 1,000 to 0 in 160 s. */
export function exampleSummary(given: Partial<Summary> = {}): Summary {
  const start = Date.parse('2026-11-21T10:00:00Z')
  return {
    clip: { seconds: 1, size: '320x240', bytes: 20_480 },
    connections: 500,
    place: 'the local AWS on <this> machine',
    encoders: 2,
    baseline: { synchronous: tally({ uploads: 10 }), queue: tally({ uploads: 10 }) },
    burst: {
      synchronous: tally({
        uploads: 1_000,
        accepted: 30,
        encoded: 30,
        failed: 970,
        failures: [
          ['POST /videos: 503', 960],
          ['no answer: ECONNRESET', 10],
        ],
        waits: { p50: 900, p90: 4_000, p99: 9_000, max: 10_000 },
      }),
      queue: tally({ uploads: 1_000, waits: { p50: 80_000, p90: 144_000, p99: 158_000, max: 160_000 } }),
    },
    drain: { tookMs: 160_000, workMs: 300_000, idealMs: 150_000, ratio: 160 / 150 },
    logged: 1_000,
    depth: Array.from({ length: 161 }, (_, second) => ({
      at: start + second * 1_000,
      waiting: Math.max(0, 998 - second * 6.25),
      inFlight: Math.min(2, 1_000 - second * 6.25),
    })),
    ...given,
  }
}
