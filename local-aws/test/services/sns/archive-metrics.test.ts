import { ReplayRig, replay } from './replay-rig.ts'

const rig = new ReplayRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

/**
 * @documented SNS Developer Guide, Message archiving for FIFO topic owners: NumberOfMessagesArchiveProcessing and
 *   NumberOfBytesArchiveProcessing, "saved to the topic archive during the interval"; Message replay for FIFO topic
 *   subscribers: NumberOfReplayedNotificationsDelivered, "messages replayed from the topic archive"
 */
test('a topic counts what it archives and what it replays', async () => {
  const topic = await rig.archivingTopic('counted')
  const start = rig.now
  await rig.say(topic, ['g', 'four'], ['g', 'sixsix'], ['g', 'four'])
  await rig.subscribe(topic, await rig.queue('counted.fifo'), {
    ReplayPolicy: JSON.stringify(replay(start)),
  })
  await rig.clock.advanceBy({ seconds: 1 })
  const counts = await rig.counts(topic)
  expect(counts).toMatchObject({
    NumberOfMessagesPublished: 3,
    NumberOfMessagesArchiveProcessing: 2,
    NumberOfBytesArchiveProcessing: 10,
    NumberOfReplayedNotificationsDelivered: 2,
  })
  expect(counts).not.toHaveProperty('NumberOfNotificationsDelivered')
})

/**
 * @documented SNS Developer Guide, Message archiving for FIFO topic owners: ApproximateNumberOfMessagesArchived and
 *   ApproximateNumberOfBytesArchived, "the aggregate number of messages archived in the topic archive"
 */
test('the depth of an archive is a metric, until it is empty', async () => {
  const TopicArn = await rig.topic('deep.fifo', { ArchivePolicy: '{"MessageRetentionPeriod":"1"}' })
  const latest = async (MetricName: string) => {
    const { Datapoints = [] } = await rig.cloudWatch.getMetricStatistics({
      Namespace: 'AWS/SNS',
      MetricName,
      Dimensions: [{ Name: 'TopicName', Value: 'deep.fifo' }],
      StartTime: new Date(rig.clock.now() - 60_000),
      EndTime: new Date(rig.clock.now() + 60_000),
      Period: 60,
      Statistics: ['Maximum'],
    })
    return Datapoints.at(-1)?.Maximum
  }
  const depth = () =>
    Promise.all(['Messages', 'Bytes'].map(what => latest(`ApproximateNumberOf${what}Archived`)))
  await rig.say(TopicArn, ['g', 'four'], ['g', 'sixsix'])
  expect(await depth()).toEqual([2, 10])
  await rig.clock.advanceBy({ hours: 24 })
  expect(await depth()).toEqual([0, 0])
})
