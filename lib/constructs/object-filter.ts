import type { Construct } from 'constructs'
import { refuse } from './refusal.ts'

/** Selects the objects of a notification by their keys. */
export interface ObjectFilter {
  /** `uploads/` */
  readonly prefix: string
  /** `/outcome.json` @default - any suffix */
  readonly suffix?: string
}

/**
 * Whether a key could match both: S3 refuses two notifications for the same event whose prefixes and suffixes both
 * overlap ("Overlapping prefixes and suffixes are not supported", S3, NotificationConfiguration).
 */
export function overlap(one: ObjectFilter, other: ObjectFilter): boolean {
  const prefixes = one.prefix.startsWith(other.prefix) || other.prefix.startsWith(one.prefix)
  const [suffix, otherSuffix] = [one.suffix ?? '', other.suffix ?? '']
  return prefixes && (suffix.endsWith(otherSuffix) || otherSuffix.endsWith(suffix))
}

/** "Object key name: up to 1,024 characters" (S3, FilterRule). */
const MAXIMUM_LENGTH = 1024

/**
 * "A wildcard character can't be used in filters as a prefix or suffix", "if your prefix or suffix contains a space,
 * you must replace it with the + character" (S3, Filtering by object key name): otherwise nothing matches.
 *
 * @throws RefusedError
 */
export function refuseObjectFilter(bucket: Construct, { prefix, suffix = '' }: ObjectFilter): void {
  for (const [part, text] of Object.entries({ prefix, suffix })) {
    if (text.length > MAXIMUM_LENGTH) {
      refuse(
        bucket,
        `A ${part} of its notifications has ${text.length} characters.`,
        `Use at most ${MAXIMUM_LENGTH}.`,
      )
    }
    if (text.includes('*')) {
      const rest = part === 'prefix' ? 'follows' : 'precedes'
      refuse(
        bucket,
        `The ${part} "${text}" of its notifications holds "*", and S3 has no wildcards there.`,
        `Remove it: a ${part} matches whatever ${rest} it.`,
      )
    }
    if (/\s/.test(text)) {
      refuse(
        bucket,
        `The ${part} "${text}" of its notifications holds " ", and S3 compares with encoded keys.`,
        'Use keys without spaces.',
      )
    }
  }
}
