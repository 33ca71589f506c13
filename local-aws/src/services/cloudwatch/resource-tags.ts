import { invalidParameter, resourceNotFound } from './errors.ts'

/** As the API has them. */
export interface Tag {
  Key: string
  Value: string
}

/** "You can associate as many as 50 tags with a CloudWatch resource." (TagResource) */
const MAX_TAGS = 50
const MAX_KEY_CHARACTERS = 128
const MAX_VALUE_CHARACTERS = 256

/** The tags of alarms and dashboards, by ARN. */
export class ResourceTags {
  readonly #resources = new Map<string, Map<string, string>>()

  /** Makes a resource one that can be tagged, with its first tags; tags of one that is known are ignored. */
  register(arn: string, tags: readonly Tag[] = []): void {
    if (this.#resources.has(arn)) return
    check([], tags)
    this.#resources.set(arn, asMap(tags))
  }

  /** Forgets a resource. */
  forget(arn: string): void {
    this.#resources.delete(arn)
  }

  /** None of a resource that does not exist (LocalStack, test_tagging_metric_alarm, recorded 2026-02-17). */
  list(arn: string): Tag[] {
    return [...(this.#resources.get(arn) ?? [])].map(([Key, Value]) => ({ Key, Value }))
  }

  /** @throws AwsError `ResourceNotFoundException`, `InvalidParameterValue` */
  add(arn: string, tags: readonly Tag[]): void {
    const known = this.#require(arn)
    check([...known.keys()], tags)
    for (const [key, value] of asMap(tags)) known.set(key, value)
  }

  /** @throws AwsError `ResourceNotFoundException` */
  remove(arn: string, keys: readonly string[]): void {
    const known = this.#require(arn)
    for (const key of keys) known.delete(key)
  }

  #require(arn: string): Map<string, string> {
    const known = this.#resources.get(arn)
    if (known) return known
    throw resourceNotFound(arn)
  }
}

function asMap(tags: readonly Tag[]): Map<string, string> {
  return new Map(tags.map(({ Key, Value }) => [Key, Value]))
}

function check(known: readonly string[], tags: readonly Tag[]): void {
  for (const { Key, Value } of tags) {
    if (!Key || Key.length > MAX_KEY_CHARACTERS || /^aws:/i.test(Key)) {
      throw invalidParameter(
        `A tag's key has 1 to ${MAX_KEY_CHARACTERS} characters and does not begin with aws:, unlike ${JSON.stringify(Key)}.`,
      )
    }
    if (typeof Value !== 'string' || Value.length > MAX_VALUE_CHARACTERS) {
      throw invalidParameter(`The value of the tag ${Key} has up to ${MAX_VALUE_CHARACTERS} characters.`)
    }
  }
  if (new Set([...known, ...tags.map(({ Key }) => Key)]).size > MAX_TAGS) {
    throw invalidParameter(`A resource has at most ${MAX_TAGS} tags.`)
  }
}
