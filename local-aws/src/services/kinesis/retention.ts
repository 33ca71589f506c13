import { invalidArgument } from './errors.ts'
import type { Stream } from './stream.ts'

const MIN_RETENTION_HOURS = 24
/** "The maximum value of a stream's retention period is 8760 hours (365 days)." */
const MAX_RETENTION_HOURS = 8760

/** @throws AwsError `InvalidArgumentException` */
export function checkIncrease(stream: Stream, hours: number): void {
  checkBounds(hours)
  if (hours < stream.retentionHours) throw notIn(stream, hours, 'shorter', 'DecreaseRetentionPeriod')
}

/** @throws AwsError `InvalidArgumentException` */
export function checkDecrease(stream: Stream, hours: number): void {
  checkBounds(hours)
  if (hours > stream.retentionHours) throw notIn(stream, hours, 'longer', 'IncreaseRetentionPeriod')
}

/** @throws AwsError `InvalidArgumentException` */
export function checkBounds(hours: number): void {
  if (hours < MIN_RETENTION_HOURS) {
    throw invalidArgument(
      `Minimum allowed retention period is ${MIN_RETENTION_HOURS} hours. Requested retention period (${hours} hours) is too short.`,
    )
  }
  if (hours > MAX_RETENTION_HOURS) {
    throw invalidArgument(
      `Maximum allowed retention period is ${MAX_RETENTION_HOURS} hours. Requested retention period (${hours} hours) is too long.`,
    )
  }
}

const notIn = (stream: Stream, hours: number, comparison: string, remedy: string) =>
  invalidArgument(
    `Requested retention period (${hours} hours) for stream ${stream.name} can not be ${comparison} than existing retention period (${stream.retentionHours} hours). Use ${remedy} API.`,
  )
