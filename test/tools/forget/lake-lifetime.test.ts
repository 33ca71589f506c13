import { GetBucketLifecycleConfigurationCommand, type LifecycleRule, S3Client } from '@aws-sdk/client-s3'
import { LakeLifetime } from '../../../tools/forget/lake-lifetime.ts'

const rule = (days: number, tag?: number): LifecycleRule => ({
  Status: 'Enabled',
  Expiration: { Days: days },
  Filter:
    tag === undefined
      ? { Prefix: 'events/' }
      : { And: { Prefix: 'events/', Tags: [{ Key: 'kept-days', Value: String(tag) }] } },
})

const KEY = 'events/hour=2026-01-01-00/Messaging-dev-1.json.gz'
const day = (number: number) => Date.UTC(2026, 0, 1 + number)

async function lifetime(Rules: LifecycleRule[]): Promise<LakeLifetime> {
  const client = new S3Client({ region: 'us-east-1' })
  jest.spyOn(client, 'send').mockImplementation(command => {
    expect(command).toBeInstanceOf(GetBucketLifecycleConfigurationCommand)
    return { Rules } as never
  })
  return LakeLifetime.of(client, 'lake', 'events/')
}

test.each([
  ['which came just now, for the whole time', 0, 'kept-days=60'],
  ['as long as is left of it, rounded up', 29, 'kept-days=40'],
  ['exactly as long', 40, 'kept-days=20'],
  ['one that should be gone, for the shortest', 90, 'kept-days=20'],
])('an object is kept %s', async (_, age, expected) => {
  const rules = [rule(30, 40), rule(60), rule(40, 40), rule(60, 60), rule(20, 20)]
  expect((await lifetime(rules.slice(1))).taggingOf(KEY, day(age))).toBe(expected)
})

test('without such rules, or an hour in its key, an object gets no tag', async () => {
  expect((await lifetime([rule(60)])).taggingOf(KEY, day(1))).toBeUndefined()
  expect((await lifetime([rule(60), rule(60, 60)])).taggingOf('events/x', day(1))).toBeUndefined()
})
