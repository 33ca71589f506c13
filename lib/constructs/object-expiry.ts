import type { Duration } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { refuse } from './refusal.ts'

/** "ID length should not exceed allowed limit of 255" (S3, PutBucketLifecycleConfiguration). */
const MAXIMUM_ID = 255

/** The id of the lifecycle rule for a prefix. */
export function expiryId(prefix: string): string {
  return `expiry-of-${prefix.replace(/\/$/, '')}`
}

/** @throws RefusedError for a bucket without any, a rule that S3 refuses, and a prefix that no object has */
export function refuseExpiries(bucket: Construct, expiries: Readonly<Record<string, Duration>>): void {
  const prefixes = Object.keys(expiries)
  if (prefixes.length === 0) {
    refuse(
      bucket,
      'It has no expiries: its objects would stay for ever.',
      'Name how long each prefix keeps them.',
    )
  }
  for (const [position, prefix] of prefixes.entries()) {
    const same = prefixes.slice(0, position).find(other => expiryId(other) === expiryId(prefix))
    if (same !== undefined) {
      refuse(bucket, `It has expiries for both "${same}" and "${prefix}".`, 'Keep one of them.')
    }
    if (prefix.includes('*')) {
      refuse(
        bucket,
        `It has an expiry for "${prefix}", and S3 takes * in a prefix literally.`,
        'End the prefix before the *.',
      )
    }
    if (expiryId(prefix).length > MAXIMUM_ID) {
      refuse(bucket, `It has an expiry for a prefix of ${prefix.length} characters.`, 'Use a shorter one.')
    }
  }
  for (const [prefix, duration] of Object.entries(expiries)) refuseUnlessDays(bucket, prefix, duration)
}

/** "'Days' for Expiration action must be a positive integer" (S3). */
function refuseUnlessDays(bucket: Construct, prefix: string, duration: Duration): void {
  const days = duration.toDays({ integral: false })
  if (Number.isInteger(days) && days >= 1) return
  refuse(bucket, `Its expiry for "${prefix}" is ${days} days.`, 'S3 takes whole days, from 1 on.')
}
