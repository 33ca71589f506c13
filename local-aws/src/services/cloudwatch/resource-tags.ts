import { fromTags, type Tag, TagSet, toTags } from '../../tag-set.ts'
import { invalidParameter, resourceNotFound } from './errors.ts'

/** The tags of alarms and dashboards, by ARN. */
export class ResourceTags {
  readonly #resources = new Map<string, TagSet>()

  /** Makes a resource one that can be tagged, with its first tags; tags of one that is known are ignored. */
  register(arn: string, tags: readonly Tag[] = []): void {
    if (!this.#resources.has(arn)) this.#resources.set(arn, new TagSet(invalidParameter, fromTags(tags)))
  }

  /** Forgets a resource. */
  forget(arn: string): void {
    this.#resources.delete(arn)
  }

  /** None of a resource that does not exist (LocalStack, test_tagging_metric_alarm, recorded 2026-02-17). */
  list(arn: string): Tag[] {
    const tags = this.#resources.get(arn)
    return tags ? toTags(tags) : []
  }

  /** @throws AwsError `ResourceNotFoundException`, `InvalidParameterValue` */
  add(arn: string, tags: readonly Tag[]): void {
    this.#require(arn).add(fromTags(tags))
  }

  /** @throws AwsError `ResourceNotFoundException` */
  remove(arn: string, keys: readonly string[]): void {
    this.#require(arn).remove(keys)
  }

  #require(arn: string): TagSet {
    const known = this.#resources.get(arn)
    if (known) return known
    throw resourceNotFound(arn)
  }
}
