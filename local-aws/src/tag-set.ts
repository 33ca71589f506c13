import type { AwsError } from './aws-error.ts'

const MAX_TAGS = 50
const MAX_KEY_CHARACTERS = 128
const MAX_VALUE_CHARACTERS = 256

export type TagEntry = readonly [key: string, value: string]

/** The tags of one resource, within the limits that AWS has for most services. */
export class TagSet {
  readonly #refuse: (message: string) => AwsError
  readonly #tags = new Map<string, string>()

  /**
   * @param refuse makes the service's error for tags that it does not accept
   * @throws AwsError as {@link add}
   */
  constructor(refuse: (message: string) => AwsError, entries: readonly TagEntry[] = []) {
    this.#refuse = refuse
    this.add(entries)
  }

  /**
   * Adds tags, or none of them; a new value of a known key replaces the former one.
   *
   * @throws AwsError for reserved, repeated, too long and too many keys, and for too long values
   */
  add(entries: readonly TagEntry[]): void {
    for (const [key, value] of entries) this.#check(key, value)
    const added = new Map(entries)
    if (added.size < entries.length) throw this.#refuse('Duplicate tag keys')
    if (new Set([...this.#tags.keys(), ...added.keys()]).size > MAX_TAGS) {
      throw this.#refuse('Too many tags')
    }
    for (const [key, value] of added) this.#tags.set(key, value)
  }

  /** Keys that the resource does not have are ignored. */
  remove(keys: readonly string[]): void {
    for (const key of keys) this.#tags.delete(key)
  }

  /** In the order in which the keys were added. */
  entries(): TagEntry[] {
    return [...this.#tags]
  }

  toObject(): Record<string, string> {
    return Object.fromEntries(this.#tags)
  }

  #check(key: string, value: string): void {
    if (/^aws:/i.test(key)) throw this.#refuse('Tags beginning with aws: are reserved')
    if (typeof key !== 'string' || key.length < 1 || key.length > MAX_KEY_CHARACTERS) {
      throw this.#refuse(
        `The key of a tag has 1 to ${MAX_KEY_CHARACTERS} characters, not ${JSON.stringify(key)}.`,
      )
    }
    if (typeof value !== 'string' || value.length > MAX_VALUE_CHARACTERS) {
      throw this.#refuse(`The value of the tag ${key} has up to ${MAX_VALUE_CHARACTERS} characters.`)
    }
  }
}

/** Tags as most services have them. */
export interface Tag {
  Key: string
  Value: string
}

export function fromTags(tags: readonly Tag[] = []): TagEntry[] {
  return tags.map(({ Key, Value }) => [Key, Value])
}

export function toTags(tags: TagSet): Tag[] {
  return tags.entries().map(([Key, Value]) => ({ Key, Value }))
}
