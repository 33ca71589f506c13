import { ReplayRig, replay } from './replay-rig.ts'

const rig = new ReplayRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

const RAW = { RawMessageDelivery: 'true' }
const replaying = (policy: object) => ({ ...RAW, ReplayPolicy: JSON.stringify(policy) })

/**
 * @documented SNS Developer Guide, Message replay for FIFO topic subscribers: "Messages can be replayed immediately
 *   after the subscription is created"; "If EndingPoint is omitted, then the replay will continue until caught up to
 *   the current time"; "Completed – The replay has successfully redelivered all messages, and is now delivering newly
 *   published messages"
 */
test('a new subscription gets what was published before, in order, then what is published', async () => {
  const topic = await rig.archivingTopic('new')
  const start = rig.now
  await rig.say(topic, ['a', 'a1'], ['a', 'a2'], ['b', 'b1'])
  const queue = await rig.queue('new.fifo')
  const subscription = await rig.subscribe(topic, queue, replaying(replay(start)))
  expect(await rig.status(subscription)).toBe('Pending')
  expect(await rig.texts(queue)).toEqual([])

  await rig.clock.advanceBy({ seconds: 1 })
  expect(await rig.status(subscription)).toBe('Completed')
  expect(await rig.texts(queue)).toEqual(['a1', 'a2', 'b1'])
  await rig.say(topic, ['b', 'b2'])
  expect(await rig.texts(queue)).toEqual(['b2'])
})
