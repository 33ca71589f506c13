import { invalidArgument } from './errors.ts'

/** A stream or a consumer. */
interface Tagged {
  readonly arn: string
  readonly tags: Map<string, string>
}

/** "You can assign up to 50 tags to a data stream." */
const MOST_TAGS = 50

/** @throws AwsError `InvalidArgumentException` beyond 50 tags */
export function addTags({ arn, tags }: Tagged, added: Readonly<Record<string, string>> = {}): void {
  const merged = new Map([...tags, ...Object.entries(added)])
  if (merged.size > MOST_TAGS) {
    throw invalidArgument(
      `${arn} would have ${merged.size} tags, and ${MOST_TAGS} are the most: remove some first.`,
    )
  }
  for (const [key, value] of merged) tags.set(key, value)
}

export function removeTags({ tags }: Tagged, keys: readonly string[]): void {
  for (const key of keys) tags.delete(key)
}

/** In the order of their keys. */
export function listTags({ tags }: Tagged): { Key: string; Value: string }[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value })).sort((a, b) => (a.Key < b.Key ? -1 : 1))
}
