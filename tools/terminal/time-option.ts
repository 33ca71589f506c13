import { UsageError } from './command-line.ts'

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z$/
const AGO = /^(\d{1,5})([mhd])$/
const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** What a usage text says of the times that {@link timeOption} reads. */
export const TIME_USAGE = '2026-11-29T10:15Z (UTC), or how long ago: 90m, 6h, 1d'

/**
 * The time that an option names: in UTC, or as how long ago it was.
 *
 * @param now in ms since the epoch
 * @throws UsageError
 */
export function timeOption(option: string, text: string, now: number): Date {
  const [, count, unit] = AGO.exec(text) ?? []
  const time =
    unit === undefined
      ? Date.parse(TIME.test(text) ? text : '')
      : now - Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS]
  if (!Number.isNaN(time)) return new Date(time)
  throw new UsageError(
    `${option} takes a time in UTC such as 2026-11-29T10:15Z, or how long ago: 90m, 6h, 1d; not ${JSON.stringify(text)}.`,
  )
}
