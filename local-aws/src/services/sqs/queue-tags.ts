import { invalidParameter } from './errors.ts'

/** "Adding more than 50 tags to a queue isn't recommended"; the quota is 50. */
const MAX_TAGS = 50

/** The cost allocation tags of a queue. */
export class QueueTags {
  readonly #queueName: string
  #tags: ReadonlyMap<string, string> = new Map()

  constructor(queueName: string) {
    this.#queueName = queueName
  }

  /**
   * Adds tags. "A new tag with a key identical to that of an existing tag overwrites the existing tag" (TagQueue).
   *
   * @throws InvalidParameterValue beyond 50 tags
   */
  add(tags: Readonly<Record<string, string>>): void {
    const merged = new Map([...this.#tags, ...Object.entries(tags)])
    if (merged.size > MAX_TAGS) throw invalidParameter(`Too many tags added for queue ${this.#queueName}.`)
    this.#tags = merged
  }

  remove(keys: readonly string[]): void {
    this.#tags = new Map([...this.#tags].filter(([key]) => !keys.includes(key)))
  }

  all(): Record<string, string> {
    return Object.fromEntries(this.#tags)
  }
}
