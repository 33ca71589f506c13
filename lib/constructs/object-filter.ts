/** Which objects a notification is about, by their keys. */
export interface ObjectFilter {
  /** `uploads/` */
  readonly prefix: string
  /** `/outcome.json` @default - any */
  readonly suffix?: string
}

/**
 * Whether a key could match both: S3 refuses two notifications of one event whose prefixes overlap and whose
 * suffixes do, too ("Overlapping prefixes and suffixes are not supported", S3, NotificationConfiguration).
 */
export function overlap(one: ObjectFilter, other: ObjectFilter): boolean {
  const prefixes = one.prefix.startsWith(other.prefix) || other.prefix.startsWith(one.prefix)
  const [suffix, otherSuffix] = [one.suffix ?? '', other.suffix ?? '']
  return prefixes && (suffix.endsWith(otherSuffix) || otherSuffix.endsWith(suffix))
}
