import { invalidParameter } from './errors.ts'

const POSSIBLE_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]

/** "Possible values are: 1, 3, 5, …" (PutRetentionPolicy). */
export function checkRetention(days: number): number {
  if (POSSIBLE_DAYS.includes(days)) return days
  throw invalidParameter(
    `The retention of ${days} days is not possible; possible are ${POSSIBLE_DAYS.join(', ')}.`,
  )
}
