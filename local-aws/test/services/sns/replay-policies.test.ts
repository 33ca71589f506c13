import { InvalidParameterException } from '@aws-sdk/client-sns'
import { ReplayRig, replay } from './replay-rig.ts'

const rig = new ReplayRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

const hours = (count: number) => new Date(rig.clock.now() + count * 3_600_000).toISOString()

/** A topic that has archived for ten hours, with a subscription. */
async function subscribed(name: string) {
  const topic = await rig.archivingTopic(name)
  await rig.clock.advanceBy({ hours: 10 })
  const queue = await rig.queue(`${name}.fifo`)
  return { topic, queue, subscription: await rig.subscribe(topic, queue) }
}

/**
 * @documented SNS Developer Guide, Message replay for FIFO topic subscribers: "StartingPoint (Required)"; "PointType
 *   (Required) … the supported value for PointType is Timestamp"; "EndingPoint (Optional)"; "The start time should be
 *   later than the beginning of the approximated archive time"
 */
describe('a replay policy is refused', () => {
  test.each<[what: string, policy: () => object | string, reason: string]>([
    ['that is no JSON', () => '{', 'failed to parse JSON'],
    ['that is no object', () => '[]', 'must be a JSON object'],
    ['with an unknown member', () => ({ ...replay(hours(-1)), Rate: 1 }), 'Attribute Rate is unknown'],
    ['without a type', () => ({ StartingPoint: hours(-1) }), 'Invalid value [undefined] for PointType'],
    [
      'of another type',
      () => ({ ...replay(hours(-1)), PointType: 'Offset' }),
      'Invalid value [Offset] for PointType',
    ],
    ['without a start', () => ({ PointType: 'Timestamp' }), 'Invalid value [undefined] for StartingPoint'],
    [
      'that starts at a number',
      () => ({ PointType: 'Timestamp', StartingPoint: 1 }),
      'Invalid value [1] for StartingPoint',
    ],
    ['that starts on a day', () => replay('2026-01-01'), 'Invalid value [2026-01-01] for StartingPoint'],
    ['that starts on no day', () => replay('2026-02-30T25:00:00Z'), 'for StartingPoint'],
    ['that starts before the archive', () => replay(hours(-11)), 'is before BeginningArchiveTime'],
    ['that starts in the future', () => replay(hours(1)), 'is in the future'],
    ['that ends in the future', () => replay(hours(-2), hours(1)), 'is in the future'],
    ['that ends before it starts', () => replay(hours(-1), hours(-2)), 'is before StartingPoint'],
    ['that ends never', () => replay(hours(-1), 'never'), 'Invalid value [never] for EndingPoint'],
  ])('%s', async (what, policy, reason) => {
    const name = what.replaceAll(' ', '-')
    const { topic, subscription } = await subscribed(name)
    const refusal = await rig.setReplay(subscription, policy()).catch(error => error)
    expect(refusal).toBeInstanceOf(InvalidParameterException)
    expect(refusal.message).toMatch(/^Invalid parameter: ReplayPolicy: /)
    expect(refusal.message).toContain(reason)
    expect(await rig.status(subscription)).toBeUndefined()

    const given = policy()
    const ReplayPolicy = typeof given === 'string' ? given : JSON.stringify(given)
    const another = await rig.queue(`another-${name}.fifo`)
    await expect(rig.subscribe(topic, another, { ReplayPolicy })).rejects.toThrow(
      /^Invalid parameter: Attributes Reason: ReplayPolicy: /,
    )
    const { Subscriptions } = await rig.sns.listSubscriptionsByTopic({ TopicArn: topic })
    expect(Subscriptions).toHaveLength(1)
  })

  test('of a topic that does not archive', async () => {
    const topic = await rig.topic('forgetful.fifo')
    const subscription = await rig.subscribe(topic, await rig.queue('forgetful.fifo'))
    await expect(rig.setReplay(subscription, replay(rig.now))).rejects.toThrow(
      'ReplayPolicy: the topic forgetful.fifo has no ArchivePolicy',
    )
  })

  /** @documented SNS API Reference, Subscribe: ReplayPolicy and ReplayStatus "apply only to FIFO topics" */
  test('of a standard topic', async () => {
    const subscription = await rig.subscribe(await rig.topic('standard'), await rig.queue('standard'))
    await expect(rig.setReplay(subscription, replay(rig.now))).rejects.toThrow('AttributeName')
  })
})

/**
 * @documented SNS API Reference, Subscribe, ReplayStatus: "Retrieves the status of the subscription message replay"
 * @own the error for setting it
 */
test('the status cannot be set', async () => {
  const { subscription: SubscriptionArn } = await subscribed('status')
  const set = { SubscriptionArn, AttributeName: 'ReplayStatus', AttributeValue: 'Completed' }
  await expect(rig.sns.setSubscriptionAttributes(set)).rejects.toThrow('AttributeName')
})

/**
 * @documented SNS Developer Guide, Message replay for FIFO topic subscribers: "Pending – The default state while the
 *   replay initiates", "In progress – The replay is currently replaying the selected messages", "Completed"
 * @own the pace: a second until it begins, then 300 messages every 100 ms
 */
test('the status goes from Pending to In progress to Completed, as the clock does', async () => {
  const { topic, queue, subscription } = await subscribed('progress')
  const start = rig.now
  await rig.sayMany(topic, 700, 'm')
  await rig.sqs.purgeQueue({ QueueUrl: rig.urlOf(queue) })
  await rig.clock.advanceBy({ minutes: 6 })
  const policy = replay(start)
  await rig.setReplay(subscription, policy)
  const { Attributes } = await rig.sns.getSubscriptionAttributes({ SubscriptionArn: subscription })
  expect(Attributes).toMatchObject({ ReplayPolicy: JSON.stringify(policy), ReplayStatus: 'Pending' })

  const progress = async () => {
    const AttributeNames = ['ApproximateNumberOfMessages' as const]
    const { Attributes } = await rig.sqs.getQueueAttributes({ QueueUrl: rig.urlOf(queue), AttributeNames })
    return [await rig.status(subscription), Number(Attributes?.ApproximateNumberOfMessages)]
  }
  await rig.clock.advanceBy({ milliseconds: 999 })
  expect(await progress()).toEqual(['Pending', 0])
  await rig.clock.advanceBy({ milliseconds: 1 })
  expect(await progress()).toEqual(['In progress', 300])
  await rig.clock.advanceBy({ milliseconds: 100 })
  expect(await progress()).toEqual(['In progress', 600])
  await rig.clock.advanceBy({ milliseconds: 100 })
  expect(await progress()).toEqual(['Completed', 700])
})

/** @own Subscribe for an endpoint that is subscribed: the attributes that it repeats must be those that are set */
test('a subscription is the same only with the same policy', async () => {
  const { topic, queue, subscription } = await subscribed('same')
  const ReplayPolicy = JSON.stringify(replay(hours(-1)))
  await expect(rig.subscribe(topic, queue, { ReplayPolicy })).rejects.toThrow('different attributes')
  await rig.setReplay(subscription, ReplayPolicy)
  expect(await rig.subscribe(topic, queue, { ReplayPolicy })).toBe(subscription)
  const other = JSON.stringify(replay(hours(-2)))
  await expect(rig.subscribe(topic, queue, { ReplayPolicy: other })).rejects.toThrow('different attributes')
})
