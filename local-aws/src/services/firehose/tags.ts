import { limitExceeded } from './errors.ts'

export interface Tag {
  Key: string
  Value?: string
}

interface Tagged {
  readonly name: string
  readonly tags: Map<string, string>
}

/** "Each Firehose stream can have up to 50 tags." */
const MAX_TAGS = 50

/** @throws AwsError `LimitExceededException` beyond 50 tags */
export function addTags({ name, tags }: Tagged, added: readonly Tag[] = []): void {
  const count = new Set([...tags.keys(), ...added.map(({ Key }) => Key)]).size
  if (count > MAX_TAGS) {
    throw limitExceeded(`Firehose ${name} would have ${count} tags, and can have ${MAX_TAGS}.`)
  }
  for (const { Key, Value = '' } of added) tags.set(Key, Value)
}

/** All tags, ordered by key. */
export function listTags({ tags }: Tagged): Required<Tag>[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value })).sort((a, b) => (a.Key < b.Key ? -1 : 1))
}
