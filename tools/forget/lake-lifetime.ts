import { GetBucketLifecycleConfigurationCommand, type LifecycleRule, type S3Client } from '@aws-sdk/client-s3'

const DAY_MS = 86_400_000
/** The tag that some rules of the lake's bucket are for: an object with it expires so many days after it was written. */
const TAG = 'kept-days'

/**
 * The tags of objects that are written anew. S3 counts their days from then: without a tag, a rewritten object, and what
 * it holds of others, would stay for the whole time once more.
 */
export class LakeLifetime {
  readonly #days: number
  readonly #steps: readonly number[]

  private constructor(days: number, steps: readonly number[]) {
    this.#days = days
    this.#steps = steps
  }

  /** @param prefix of the events: `events/` */
  static async of(client: S3Client, Bucket: string, prefix: string): Promise<LakeLifetime> {
    const { Rules = [] } = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))
    const whole = Rules.find(rule => prefixOf(rule) === prefix && stepOf(rule) === undefined)
    const steps = Rules.filter(rule => prefixOf(rule) === prefix).flatMap(rule => stepOf(rule) ?? [])
    return new LakeLifetime(
      whole?.Expiration?.Days ?? 0,
      steps.toSorted((a, b) => a - b),
    )
  }

  /**
   * @param key with the hour of arrival in UTC: `events/hour=2026-11-29-10/…`
   * @returns the tag with the fewest days that are as many as are left; undefined where the bucket has no rule for that
   */
  taggingOf(key: string, now: number): string | undefined {
    const [, day = '', hour = ''] = /hour=(\d{4}-\d{2}-\d{2})-(\d{2})/.exec(key) ?? []
    const arrived = Date.parse(`${day}T${hour}:00:00Z`)
    if (Number.isNaN(arrived)) return undefined
    const left = this.#days - (now - arrived) / DAY_MS
    const step = this.#steps.find(days => days >= left)
    return step === undefined ? undefined : `${TAG}=${step}`
  }
}

function prefixOf({ Filter, Prefix }: LifecycleRule): string | undefined {
  return Filter?.And?.Prefix ?? Filter?.Prefix ?? Prefix
}

function stepOf({ Filter }: LifecycleRule): number | undefined {
  const tag = [...(Filter?.And?.Tags ?? []), Filter?.Tag].find(each => each?.Key === TAG)
  return tag === undefined ? undefined : Number(tag.Value)
}
