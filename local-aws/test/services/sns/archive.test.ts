import { InvalidParameterException, InvalidStateException } from '@aws-sdk/client-sns'
import { SnsRig } from './sns-rig.ts'

const rig = new SnsRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

const archiving = (days: number | string) => ({ ArchivePolicy: `{"MessageRetentionPeriod":"${days}"}` })
const setPolicy = (TopicArn: string, AttributeValue: string) =>
  rig.sns.setTopicAttributes({ TopicArn, AttributeName: 'ArchivePolicy', AttributeValue })
const attributesOf = async (TopicArn: string) =>
  (await rig.sns.getTopicAttributes({ TopicArn })).Attributes as Record<string, string>

/**
 * @documented SNS Developer Guide, Message archiving for FIFO topic owners: "You can set an ArchivePolicy using
 *   the API actions CreateTopic and SetTopicAttributes"; "BeginningArchiveTime … represents the oldest timestamp at
 *   which a subscriber can start a replay"
 * @recorded tests/aws/services/cloudformation/resources/test_sns.py::test_sns_topic_with_attributes, 2024-08-16
 */
test('a topic archives from the moment that its policy is set', async () => {
  const made = await rig.topic('made.fifo', archiving(30))
  const activatedAt = new Date(rig.clock.now()).toISOString()
  expect(await attributesOf(made)).toMatchObject({
    ArchivePolicy: '{"MessageRetentionPeriod":"30"}',
    BeginningArchiveTime: activatedAt,
  })
  const set = await rig.topic('set.fifo')
  expect(await attributesOf(set)).not.toHaveProperty('BeginningArchiveTime')
  await rig.clock.advanceBy({ hours: 1 })
  await setPolicy(set, '{"MessageRetentionPeriod": 365}')
  expect(await attributesOf(set)).toMatchObject({
    ArchivePolicy: '{"MessageRetentionPeriod":"365"}',
    BeginningArchiveTime: new Date(rig.clock.now()).toISOString(),
  })
})

/**
 * @documented SNS Developer Guide, Message archiving for FIFO topic owners: "Messages can be archived for a
 *   minimum of one day to a maximum of 365 days"; "ArchivePolicy has a single value, MessageRetentionPeriod";
 *   hashicorp/terraform-provider-aws#38885: an empty text is an InvalidParameter
 */
test.each([
  ['{"MessageRetentionPeriod":"0"}', 'MessageRetentionPeriod'],
  ['{"MessageRetentionPeriod":"366"}', '366'],
  ['{"MessageRetentionPeriod":"1.5"}', '1.5'],
  ['{"MessageRetentionPeriod":"-1"}', '-1'],
  ['{"MessageRetentionPeriod":"030"}', '030'],
  ['{"MessageRetentionPeriod":null}', 'null'],
  ['{"MessageRetentionPeriod":["30"]}', 'MessageRetentionPeriod'],
  ['{"MessageRetentionPeriod":"30","Days":"1"}', 'Attribute Days is unknown'],
  ['{"Days":"1"}', 'Attribute Days is unknown'],
  ['30', 'must be a JSON object'],
  ['[]', 'must be a JSON object'],
  ['{', 'failed to parse JSON'],
  ['', 'failed to parse JSON'],
])('the policy %j is refused', async (policy, reason) => {
  const TopicArn = await rig.topic('strict.fifo')
  const refusal = await setPolicy(TopicArn, policy).catch(error => error)
  expect(refusal).toBeInstanceOf(InvalidParameterException)
  expect(refusal.message).toContain('ArchivePolicy')
  expect(refusal.message).toContain(reason)
  await expect(rig.topic('never.fifo', { ArchivePolicy: policy })).rejects.toThrow('ArchivePolicy')
  expect(await attributesOf(TopicArn)).not.toHaveProperty('ArchivePolicy')
})

/**
 * @documented SNS Developer Guide, Message archiving for FIFO topic owners: "Amazon SNS message archiving and
 *   replay is only available for application-to-application (A2A) FIFO topics"; AWS::SNS::Topic, ArchivePolicy:
 *   "attempting to use it with standard topics will result in a creation failure"
 */
test('a standard topic cannot archive', async () => {
  const TopicArn = await rig.topic('standard')
  await expect(setPolicy(TopicArn, '{"MessageRetentionPeriod":"1"}')).rejects.toThrow('AttributeName')
  await expect(rig.topic('standard-too', archiving(1))).rejects.toThrow('AttributeName')
})

/**
 * @documented SNS API Reference, CreateTopic: "If the requester already owns a topic with the specified name, that
 *   topic's ARN is returned without creating a new topic"
 */
test('a topic can be created again with the policy that it has, however it is written', async () => {
  const TopicArn = await rig.topic('again.fifo', archiving(7))
  expect(await rig.topic('again.fifo', { ArchivePolicy: '{ "MessageRetentionPeriod": 7 }' })).toBe(TopicArn)
  await expect(rig.topic('again.fifo', archiving(8))).rejects.toThrow('different attributes')
  await expect(rig.topic('again.fifo', { ArchivePolicy: '{}' })).rejects.toThrow('different attributes')
  await setPolicy(TopicArn, '{}')
  expect(await rig.topic('again.fifo', { ArchivePolicy: '{}' })).toBe(TopicArn)
})

/** @documented SNS API Reference, SetTopicAttributes: ArchivePolicy is among the attributes, BeginningArchiveTime is not */
test('the beginning of the archive cannot be set', async () => {
  const TopicArn = await rig.topic('fixed.fifo', archiving(1))
  const AttributeName = 'BeginningArchiveTime'
  const attempt = rig.sns.setTopicAttributes({
    TopicArn,
    AttributeName,
    AttributeValue: '2026-01-01T00:00:00.000Z',
  })
  await expect(attempt).rejects.toThrow('AttributeName')
})

/**
 * @documented SNS Developer Guide, Message archiving for FIFO topic owners: "you can not delete a topic with an active
 *   message archive policy"; pulumi/pulumi-aws#4370 and aws/aws-cdk#37113 quote AWS's answer: "InvalidState: Invalid
 *   state: Cannot delete a topic with an ArchivePolicy"
 */
test('a topic that archives cannot be deleted until its policy is empty', async () => {
  const TopicArn = await rig.topic('kept.fifo', archiving(1))
  const refusal = await rig.sns.deleteTopic({ TopicArn }).catch(error => error)
  expect(refusal).toBeInstanceOf(InvalidStateException)
  expect(refusal.message).toBe('Invalid state: Cannot delete a topic with an ArchivePolicy')
  expect(refusal.$metadata.httpStatusCode).toBe(400)

  await setPolicy(TopicArn, '{}')
  const attributes = await attributesOf(TopicArn)
  expect(attributes).not.toHaveProperty('ArchivePolicy')
  expect(attributes).not.toHaveProperty('BeginningArchiveTime')
  await rig.sns.deleteTopic({ TopicArn })
  await expect(rig.sns.getTopicAttributes({ TopicArn })).rejects.toThrow('Topic does not exist')
})

/**
 * @documented SNS API Reference, GetTopicAttributes: "The earliest starting point at which a message in the topic's
 *   archive can be replayed from. This point in time is based on the configured message retention period"
 */
test('the beginning of the archive moves on with the retention, and never back', async () => {
  const TopicArn = await rig.topic('moving.fifo', archiving(2))
  const activatedAt = rig.clock.now()
  const beginning = async () => Date.parse((await attributesOf(TopicArn)).BeginningArchiveTime as string)
  await rig.clock.advanceBy({ hours: 48 })
  expect(await beginning()).toBe(activatedAt)
  await rig.clock.advanceBy({ milliseconds: 1 })
  expect(await beginning()).toBe(activatedAt + 1)

  const dayMs = 24 * 3_600_000
  await setPolicy(TopicArn, '{"MessageRetentionPeriod":"1"}')
  const shortened = rig.clock.now() - dayMs
  expect(await beginning()).toBe(shortened)
  await setPolicy(TopicArn, '{"MessageRetentionPeriod":"3"}')
  expect(await beginning()).toBe(shortened)
  await rig.clock.advanceBy({ hours: 72 })
  expect(await beginning()).toBe(shortened + dayMs)
})
