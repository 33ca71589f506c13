import { ReplayRig, replay } from './replay-rig.ts'

const rig = new ReplayRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

/** A topic with two messages in its archive, and a subscription that got neither. */
async function archived(name: string) {
  const topic = await rig.archivingTopic(name)
  const start = rig.now
  await rig.say(topic, ['g', '1'])
  const middle = rig.now
  await rig.say(topic, ['g', '2'])
  const queue = await rig.queue(`${name}.fifo`)
  const subscription = await rig.subscribe(topic, queue, { RawMessageDelivery: 'true' })
  return { topic, queue, subscription, start, middle }
}

/** @documented SNS Developer Guide, Message replay for FIFO topic subscribers: "Starting a replay will replace the existing replay" */
test('a new policy replaces a replay', async () => {
  const { queue, subscription, start, middle } = await archived('replaced')
  await rig.setReplay(subscription, replay(start))
  await rig.clock.advanceBy({ milliseconds: 500 })
  await rig.setReplay(subscription, replay(middle))
  await rig.clock.advanceBy({ milliseconds: 999 })
  expect(await rig.status(subscription)).toBe('Pending')
  await rig.clock.advanceBy({ milliseconds: 1 })
  expect(await rig.status(subscription)).toBe('Completed')
  expect(await rig.texts(queue)).toEqual(['2'])
})

/** @own how an API request stops a replay: the guide knows the button "Stop replay" of the console */
test.each(['{}', ''])('the policy %j stops a replay, and the subscription is as any other', async policy => {
  const { topic, queue, subscription, start } = await archived(`stopped-${policy.length}`)
  await rig.setReplay(subscription, replay(start))
  await rig.setReplay(subscription, policy)
  await rig.clock.advanceBy({ seconds: 2 })
  const { Attributes } = await rig.sns.getSubscriptionAttributes({ SubscriptionArn: subscription })
  expect(Attributes).not.toHaveProperty('ReplayPolicy')
  expect(Attributes).not.toHaveProperty('ReplayStatus')
  await rig.say(topic, ['g', '3'])
  expect(await rig.texts(queue)).toEqual(['3'])
})

/** @own what removing the policy does to a paused subscription: the guide knows a new policy alone */
test('a paused subscription without its policy gets what is published from then on', async () => {
  const { topic, queue, subscription, start } = await archived('unpaused')
  await rig.setReplay(subscription, replay(start, start))
  await rig.say(topic, ['g', 'missed'])
  await rig.setReplay(subscription, '{}')
  await rig.say(topic, ['g', 'got'])
  expect(await rig.texts(queue)).toEqual(['got'])
})

/** @own what a refused policy changes: nothing; AWS does not say */
test('a policy that is refused leaves the replay that there is', async () => {
  const { queue, subscription, start } = await archived('left')
  await rig.setReplay(subscription, replay(start))
  await expect(rig.setReplay(subscription, replay('never'))).rejects.toThrow('StartingPoint')
  await rig.clock.advanceBy({ seconds: 1 })
  expect(await rig.texts(queue)).toEqual(['1', '2'])
})

/** @documented SNS API Reference, Unsubscribe: "Deletes a subscription"; DeleteTopic: "Deletes a topic and all its subscriptions" */
test.each(['Unsubscribe', 'DeleteTopic'])('%s ends the replay', async action => {
  const { topic, queue, subscription, start } = await archived(`ended-${action}`)
  await rig.setReplay(subscription, replay(start))
  if (action === 'Unsubscribe') await rig.sns.unsubscribe({ SubscriptionArn: subscription })
  else {
    const off = { AttributeName: 'ArchivePolicy', AttributeValue: '{}' }
    await rig.sns.setTopicAttributes({ TopicArn: topic, ...off })
    await rig.sns.deleteTopic({ TopicArn: topic })
  }
  await rig.clock.advanceBy({ seconds: 2 })
  expect(await rig.texts(queue)).toEqual([])
})
