import { FilterPolicyLimitExceededException } from '@aws-sdk/client-sns'
import { SnsRig } from './sns-rig.ts'

const rig = new SnsRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

async function filtered(name: string, Attributes: Record<string, string>) {
  const topic = await rig.topic(name)
  const queue = await rig.queue(name)
  const subscription = await rig.subscribe(topic, queue, { RawMessageDelivery: 'true', ...Attributes })
  const set = (AttributeName: string, AttributeValue: string) =>
    rig.sns.setSubscriptionAttributes({ SubscriptionArn: subscription, AttributeName, AttributeValue })
  const shown = async () => {
    const { Attributes } = await rig.sns.getSubscriptionAttributes({ SubscriptionArn: subscription })
    return Attributes as Record<string, string>
  }
  return { topic, queue, subscription, set, shown }
}

const text = (StringValue: string) => ({ DataType: 'String', StringValue })

/**
 * @documented SNS Developer Guide, Filter policy scope: MessageAttributes is the default
 * @recorded
 *   tests/aws/services/sns/test_sns_filter_policy.py::TestSNSFilterPolicyAttributes::test_filter_policy,
 *   2024-05-14
 */
test('a policy on attributes is the default; what it does not take is not delivered', async () => {
  const { topic, queue, shown } = await filtered('by-attribute', { FilterPolicy: '{"store":["a"]}' })
  await rig.sns.publish({ TopicArn: topic, Message: '1', MessageAttributes: { store: text('a') } })
  await rig.sns.publish({ TopicArn: topic, Message: '2', MessageAttributes: { store: text('b') } })
  await rig.sns.publish({ TopicArn: topic, Message: '3' })
  expect(await rig.bodies(queue)).toEqual(['1'])
  expect(await shown()).toMatchObject({
    FilterPolicy: '{"store":["a"]}',
    FilterPolicyScope: 'MessageAttributes',
  })
})

/**
 * @documented SNS Developer Guide, Filter policy scope: MessageBody applies the policy to the body
 * @recorded
 *   tests/aws/services/sns/test_sns_filter_policy.py::TestSNSFilterPolicyBody::test_filter_policy_on_message_body[True],
 *   2024-12-03
 */
test('a policy on the body, however the attributes come in the call', async () => {
  const { topic, queue } = await filtered('by-body', {
    FilterPolicy: '{"type":["placed"],"data":{"total":[{"numeric":[">=",100]}]}}',
    FilterPolicyScope: 'MessageBody',
  })
  for (const total of [99, 100]) {
    await rig.sns.publish({ TopicArn: topic, Message: JSON.stringify({ type: 'placed', data: { total } }) })
  }
  expect(await rig.bodies(queue)).toEqual(['{"type":"placed","data":{"total":100}}'])
})

/**
 * @recorded
 *   tests/aws/services/sns/test_sns_filter_policy.py::TestSNSFilterPolicyBody::test_filter_policy_for_batch,
 *   2024-12-03
 */
test('entries of a batch are filtered one by one', async () => {
  const { topic, queue } = await filtered('by-entry', { FilterPolicy: '{"store":["a"]}' })
  const { Successful } = await rig.sns.publishBatch({
    TopicArn: topic,
    PublishBatchRequestEntries: [
      { Id: '1', Message: '1', MessageAttributes: { store: text('b') } },
      { Id: '2', Message: '2', MessageAttributes: { store: text('a') } },
    ],
  })
  expect(Successful).toHaveLength(2)
  expect(await rig.bodies(queue)).toEqual(['2'])
})

/**
 * @documented SNS API Reference, SetSubscriptionAttributes, FilterPolicy: the policy that is set replaces the
 *   one before
 * @own not documented by AWS: an empty value removes the policy
 */
test('a policy changes with SetSubscriptionAttributes, and goes with an empty value', async () => {
  const { topic, queue, set, shown } = await filtered('changing', { FilterPolicy: '{"store":["a"]}' })
  await set('FilterPolicy', '{"store":["b"]}')
  await rig.sns.publish({ TopicArn: topic, Message: 'a', MessageAttributes: { store: text('a') } })
  await rig.sns.publish({ TopicArn: topic, Message: 'b', MessageAttributes: { store: text('b') } })
  await set('FilterPolicy', '')
  await rig.sns.publish({ TopicArn: topic, Message: 'none' })
  expect(await rig.bodies(queue)).toEqual(['b', 'none'])
  expect(await shown()).not.toHaveProperty('FilterPolicy')
})

/**
 * @recorded
 *   tests/aws/services/sns/test_sns_filter_policy.py::TestSNSFilterPolicyCrud::test_set_subscription_filter_policy_scope,
 *   2024-05-14
 * @recorded
 *   tests/aws/services/sns/test_sns_filter_policy.py::TestSNSFilterPolicyCrud::test_sub_filter_policy_nested_property,
 *   2024-05-14
 */
test('the scope may come first, and is shown along with a policy only', async () => {
  const { set, shown } = await filtered('scope-first', {})
  const nested = '{"object":{"key":[{"prefix":"auto-"}]}}'
  await expect(set('FilterPolicy', nested)).rejects.toThrow(
    'Invalid parameter: Filter policy scope MessageAttributes does not support nested filter policy',
  )
  await set('FilterPolicyScope', 'MessageBody')
  expect(await shown()).not.toHaveProperty('FilterPolicyScope')
  await set('FilterPolicy', nested)
  expect(await shown()).toMatchObject({ FilterPolicy: nested, FilterPolicyScope: 'MessageBody' })
  await expect(set('FilterPolicyScope', 'MessageAttributes')).rejects.toThrow('does not support nested')
})

/**
 * @recorded
 *   tests/aws/services/sns/test_sns_filter_policy.py::TestSNSFilterPolicyConditions::test_validate_policy_string_operators,
 *   2024-12-03
 */
test('each call words its refusal in its own way', async () => {
  const { topic, set } = await filtered('worded', {})
  const bad = '{"key":[{"suffix":1}]}'
  const error = 'FilterPolicy: suffix match pattern must be a string'
  await expect(set('FilterPolicy', bad)).rejects.toThrow(`Invalid parameter: ${error}`)
  const other = await rig.queue('worded-2')
  await expect(rig.subscribe(topic, other, { FilterPolicy: bad })).rejects.toThrow(
    `Invalid parameter: Attributes Reason: ${error}`,
  )
  expect((await rig.sns.listSubscriptionsByTopic({ TopicArn: topic })).Subscriptions).toHaveLength(1)
})

/**
 * @documented SNS Developer Guide, Message filtering: "By default, you can have up to 200 filter policies per
 *   topic"
 */
test('the 201st policy of a topic is refused, its subscription is not', async () => {
  const topic = await rig.topic('crowded')
  const queue = (number: number) => rig.rig.account.arn('sqs', `crowded-${number}`)
  const FilterPolicy = '{"a":["b"]}'
  for (let number = 0; number < 200; number++) await rig.subscribe(topic, queue(number), { FilterPolicy })
  await expect(rig.subscribe(topic, queue(200), { FilterPolicy })).rejects.toThrow(
    FilterPolicyLimitExceededException,
  )
  await expect(rig.subscribe(topic, queue(200))).resolves.toBeDefined()
})
