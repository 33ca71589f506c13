import type { PublishCommandInput } from '@aws-sdk/client-sns'
import { SnsRig } from './sns-rig.ts'

const rig = new SnsRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

const RAW = { RawMessageDelivery: 'true' }

/**
 * @recorded
 *   tests/aws/services/sns/test_sns.py::TestSNSPublishCrud::test_publish_message_before_subscribe_topic,
 *   2023-08-24
 * @documented SNS Developer Guide, Message archiving and replay: only a FIFO topic with an ArchivePolicy
 *   keeps messages
 */
test('a queue gets what is published after it is subscribed, and nothing before', async () => {
  for (const suffix of ['', '.fifo']) {
    const TopicArn = await rig.topic(`news${suffix}`)
    const queue = await rig.queue(`late${suffix}`)
    const ids = (id: string) => (suffix ? { MessageGroupId: 'g', MessageDeduplicationId: id } : {})
    await rig.sns.publish({ TopicArn, Message: 'before', ...ids('1') })
    await rig.subscribe(TopicArn, queue, RAW)
    await rig.sns.publish({ TopicArn, Message: 'after', ...ids('2') })
    expect(await rig.bodies(queue)).toEqual(['after'])
  }
})

/** @documented SNS API Reference, Publish: there is no parameter that delays a message */
test('a message cannot be delayed: it is delivered as soon as it is published', async () => {
  const TopicArn = await rig.topic('undelayed')
  const queue = await rig.queue('undelayed')
  await rig.subscribe(TopicArn, queue, RAW)
  // @ts-expect-error Publish has no such parameter, so the SDK does not send it.
  const delayed: PublishCommandInput = { TopicArn, Message: 'now', DelaySeconds: 900 }
  await rig.sns.publish(delayed)
  expect(await rig.bodies(queue)).toEqual(['now'])
})
