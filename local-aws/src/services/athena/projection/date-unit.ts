import { toMilliseconds } from '../../../clock.ts'

/** The units of intervals and of times relative to now, in the order of their length. */
export const DATE_UNITS = [
  'YEARS',
  'MONTHS',
  'WEEKS',
  'DAYS',
  'HOURS',
  'MINUTES',
  'SECONDS',
  'MILLIS',
] as const
export type DateUnit = (typeof DATE_UNITS)[number]

/** Units of a fixed length, in ms. */
const LENGTHS: Readonly<Partial<Record<DateUnit, number>>> = {
  WEEKS: toMilliseconds({ hours: 7 * 24 }),
  DAYS: toMilliseconds({ hours: 24 }),
  HOURS: toMilliseconds({ hours: 1 }),
  MINUTES: toMilliseconds({ minutes: 1 }),
  SECONDS: toMilliseconds({ seconds: 1 }),
  MILLIS: 1,
}

/** The time that is `count` units after `time`, in ms since the epoch. */
export function addUnits(time: number, count: number, unit: DateUnit): number {
  const length = LENGTHS[unit]
  if (length !== undefined) return time + count * length
  const date = new Date(time)
  const months = unit === 'YEARS' ? count * 12 : count
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1)
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0)).getUTCDate()
  const day = Math.min(date.getUTCDate(), lastDay)
  return first + (day - 1) * toMilliseconds({ hours: 24 }) + (time % toMilliseconds({ hours: 24 }))
}

/** Whether `time` is a whole number of intervals after `start`. */
export function isOnGrid(time: number, start: number, interval: number, unit: DateUnit): boolean {
  const length = LENGTHS[unit]
  if (length !== undefined) return (time - start) % (interval * length) === 0
  const months = monthOf(time) - monthOf(start)
  const step = unit === 'YEARS' ? interval * 12 : interval
  return months % step === 0 && addUnits(start, months, 'MONTHS') === time
}

function monthOf(time: number): number {
  const date = new Date(time)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}
