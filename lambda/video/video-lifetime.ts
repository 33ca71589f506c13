import { environmentVariable } from '../runtime/environment.ts'

const DAY_SECONDS = 86_400
const KEPT_SECONDS = Number(environmentVariable('VIDEO_RETENTION_DAYS')) * DAY_SECONDS

/**
 * When the record of a video expires, in seconds since 1970. S3 deletes its renditions in the night after that.
 *
 * @param from when it was encoded or rejected, or when an encoder last began with it
 */
export function expiryAfter(from: Date): number {
  return Math.floor(from.getTime() / 1_000) + KEPT_SECONDS
}
