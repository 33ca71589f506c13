import type { PublishCommandInput } from '@aws-sdk/client-sns'
import { SnsStage } from './sns-stage.ts'

const stage = new SnsStage()
beforeAll(() => stage.open())
afterAll(() => stage.close())

const RAW = { RawMessageDelivery: 'true' }

// Without an ArchivePolicy, which FIFO topics alone can have, a topic keeps no message.
test('a queue gets what is published after it is subscribed, and nothing before', async () => {
  for (const suffix of ['', '.fifo']) {
    const TopicArn = await stage.topic(`news${suffix}`)
    const queue = await stage.queue(`late${suffix}`)
    const ids = (id: string) => (suffix ? { MessageGroupId: 'g', MessageDeduplicationId: id } : {})
    await stage.sns.publish({ TopicArn, Message: 'before', ...ids('1') })
    await stage.subscribe(TopicArn, queue, RAW)
    await stage.sns.publish({ TopicArn, Message: 'after', ...ids('2') })
    expect(await stage.bodies(queue)).toEqual(['after'])
  }
})

test('a message cannot be delayed: it is delivered as soon as it is published', async () => {
  const TopicArn = await stage.topic('undelayed')
  const queue = await stage.queue('undelayed')
  await stage.subscribe(TopicArn, queue, RAW)
  // @ts-expect-error Publish has no such parameter, so the SDK does not send it.
  const delayed: PublishCommandInput = { TopicArn, Message: 'now', DelaySeconds: 900 }
  await stage.sns.publish(delayed)
  expect(await stage.bodies(queue)).toEqual(['now'])
})
