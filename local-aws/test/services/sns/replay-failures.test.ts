import { KMS } from '@aws-sdk/client-kms'
import type { Happening } from '../../../src/activity.ts'
import { ReplayRig, replay } from './replay-rig.ts'

const rig = new ReplayRig()
let kms: KMS
beforeAll(async () => {
  await rig.open()
  kms = new KMS(rig.rig.client)
})
afterAll(async () => {
  kms.destroy()
  await rig.close()
})

const replaying = (policy: object) => ({ RawMessageDelivery: 'true', ReplayPolicy: JSON.stringify(policy) })

/** A key that the account may use, and SNS if `service` says so. */
async function key(service: string): Promise<string> {
  const statement = (principal: object, Action: string | string[]) => ({
    Effect: 'Allow',
    Principal: principal,
    Action,
    Resource: '*',
  })
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      statement({ AWS: `arn:aws:iam::${rig.rig.account.id}:root` }, 'kms:*'),
      statement({ Service: service }, ['kms:Decrypt', 'kms:GenerateDataKey']),
    ],
  })
  const { KeyMetadata } = await kms.createKey({ Policy })
  return KeyMetadata?.Arn as string
}

/** A topic with a message in its archive, encrypted with a key. */
async function encrypted(name: string, KmsMasterKeyId: string) {
  const topic = await rig.archivingTopic(name, { KmsMasterKeyId })
  const start = rig.now
  await rig.say(topic, ['g', '1'])
  return { topic, start, queue: await rig.queue(`${name}.fifo`) }
}

async function happenings(work: () => Promise<unknown>): Promise<Happening[]> {
  const seen: Happening[] = []
  const end = rig.rig.account.activity.watch(happening => seen.push(happening))
  await work()
  end()
  return seen.filter(({ kind }) => kind === 'delivery')
}

/**
 * @documented SNS Developer Guide, Grant access to an encrypted archive: "you must grant Amazon SNS the ability to
 *   decrypt these messages via Key Policy"
 */
test('an encrypted archive can be replayed where the key policy lets SNS decrypt', async () => {
  const { topic, start, queue } = await encrypted('allowed', await key('sns.amazonaws.com'))
  await rig.subscribe(topic, queue, replaying(replay(start)))
  await rig.clock.advanceBy({ seconds: 1 })
  expect(await rig.texts(queue)).toEqual(['1'])
})

/**
 * @documented SNS Developer Guide, Grant access to an encrypted archive: "If … the KMS key policy is not correctly
 *   configured for Amazon SNS, Amazon SNS cannot replay messages to your subscribers"; "Failed – The replay was unable
 *   to complete"
 */
test('the replay fails where the key policy does not', async () => {
  const { topic, start, queue } = await encrypted('denied', await key('sqs.amazonaws.com'))
  const subscription = await rig.subscribe(topic, queue, replaying(replay(start)))
  const seen = await happenings(() => rig.clock.advanceBy({ seconds: 1 }))
  expect(await rig.status(subscription)).toBe('Failed')
  expect(await rig.texts(queue)).toEqual([])
  expect(seen).toEqual([
    {
      kind: 'delivery',
      name: 'denied.fifo',
      reason: expect.stringMatching(/^the replay to .*denied.fifo failed: .*kms:Decrypt/),
    },
  ])
})

/**
 * @documented SNS Developer Guide, Grant access to an encrypted archive: "If … the KMS key is disabled or deleted, …
 *   Amazon SNS cannot replay messages to your subscribers"
 */
test('the replay fails with the key disabled, delivers nothing more, and can be tried again', async () => {
  const KeyId = await key('sns.amazonaws.com')
  const { topic, start, queue } = await encrypted('disabled', KeyId)
  const subscription = await rig.subscribe(topic, queue, replaying(replay(start)))
  await kms.disableKey({ KeyId })
  await rig.clock.advanceBy({ seconds: 1 })
  expect(await rig.status(subscription)).toBe('Failed')

  await kms.enableKey({ KeyId })
  await rig.say(topic, ['g', '2'])
  expect(await rig.texts(queue)).toEqual([])
  await rig.setReplay(subscription, replay(start))
  await rig.clock.advanceBy({ seconds: 1 })
  expect(await rig.texts(queue)).toEqual(['1', '2'])
})

/**
 * @documented SNS Developer Guide, Grant access to an encrypted archive: SNS needs "Decrypt access to the KMS key that
 *   was used to encrypt the messages in the archive"
 */
test('each message needs the key that encrypted it, not the one that the topic has now', async () => {
  const old = await key('sns.amazonaws.com')
  const { topic, start, queue } = await encrypted('rekeyed', old)
  await rig.sns.setTopicAttributes({
    TopicArn: topic,
    AttributeName: 'KmsMasterKeyId',
    AttributeValue: await key('sns.amazonaws.com'),
  })
  const middle = rig.now
  await rig.say(topic, ['g', '2'])
  await kms.disableKey({ KeyId: old })
  const subscription = await rig.subscribe(topic, queue, replaying(replay(middle)))
  await rig.clock.advanceBy({ seconds: 1 })
  expect([await rig.status(subscription), await rig.texts(queue)]).toEqual(['Completed', ['2']])
  await rig.setReplay(subscription, replay(start))
  await rig.clock.advanceBy({ seconds: 1 })
  expect(await rig.status(subscription)).toBe('Failed')
})

/** @own what a replay becomes whose archive is deleted: AWS does not say */
test('the replay fails when the topic archives no more', async () => {
  const topic = await rig.archivingTopic('deactivated')
  const start = rig.now
  await rig.say(topic, ['g', '1'])
  const queue = await rig.queue('deactivated.fifo')
  const subscription = await rig.subscribe(topic, queue, replaying(replay(start)))
  await rig.sns.setTopicAttributes({ TopicArn: topic, AttributeName: 'ArchivePolicy', AttributeValue: '{}' })
  await rig.clock.advanceBy({ seconds: 1 })
  expect([await rig.status(subscription), await rig.texts(queue)]).toEqual(['Failed', []])
})

/**
 * @documented SNS Developer Guide, Dead-letter queues: "Messages that can't be delivered due to client errors … are
 *   held in the dead-letter queue"; Message replay for FIFO topic subscribers: NumberOfReplayedNotificationsFailed,
 *   "messages replayed that failed to deliver"
 */
test('what a queue refuses goes to the dead-letter queue, and the replay goes on', async () => {
  const topic = await rig.archivingTopic('refused')
  const start = rig.now
  await rig.say(topic, ['g', '1'], ['g', '2'])
  const queue = await rig.queue('refused.fifo')
  const lost = await rig.queue('lost.fifo')
  await rig.sqs.deleteQueue({ QueueUrl: rig.urlOf(queue) })
  const subscription = await rig.subscribe(topic, queue, {
    ReplayPolicy: JSON.stringify(replay(start)),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: lost }),
  })
  const seen = await happenings(() => rig.clock.advanceBy({ seconds: 1 }))
  expect(seen).toHaveLength(2)
  expect(await rig.status(subscription)).toBe('Completed')
  const documents = (await rig.texts(lost)).map(body => JSON.parse(body as string))
  expect(documents).toMatchObject([
    { Message: '1', Replayed: true },
    { Message: '2', Replayed: true },
  ])
  expect(await rig.counts(topic)).toMatchObject({
    NumberOfReplayedNotificationsFailed: 2,
    NumberOfNotificationsRedrivenToDlq: 2,
  })
})
