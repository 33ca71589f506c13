import { Template } from 'aws-cdk-lib/assertions'
import { FanOutTopic } from '../../../lib/constructs/fan-out-topic.ts'
import { TopicArchive } from '../../../lib/constructs/topic-archive.ts'
import { domain, resources } from '../fixture.ts'
import type { Resource, Statement } from '../resource.ts'

function archive(fifo: boolean) {
  const stack = domain()
  const topic = new FanOutTopic(stack, 'Purchases', { domain: stack, fifo })
  new TopicArchive(stack, 'Archive', { domain: stack, topic, days: 30, function: 'shop/archive' })
  return resources(Template.fromStack(stack))
}

test('the policy is a custom resource, and no property of the topic', () => {
  const all = archive(true)
  const topic = Object.values(all).find(({ Type }) => Type === 'AWS::SNS::Topic')
  expect(topic?.Properties).not.toHaveProperty('ArchivePolicy')
  const [policy] = Object.values(all).filter(({ Type }) => Type === 'Custom::TopicArchive')
  expect(policy?.Properties).toEqual({
    ServiceToken: { 'Fn::GetAtt': ['ArchiveSetterFunction', 'Arn'] },
    ServiceTimeout: '600',
    TopicArn: { Ref: 'PurchasesTopic' },
    RetentionDays: 30,
  })
})

test('the policy is deleted before the topic, the function, its permissions and its log', () => {
  const { ArchivePolicy } = archive(true) as Record<string, Resource & { DependsOn?: string[] }>
  expect(ArchivePolicy?.DependsOn).toEqual([
    'ArchiveSetterFunction',
    'ArchiveSetterLogs',
    'ArchiveSetterRoleDefaultPolicy',
    'ArchiveSetterRole',
  ])
})

test('its function may change this topic, and nothing else', () => {
  const { ArchiveSetterRoleDefaultPolicy: policy } = archive(true)
  const document = policy?.Properties.PolicyDocument as { Statement: Statement[] } | undefined
  const [change, ...others] = (document?.Statement ?? []).filter(
    ({ Action }) => !/logs|xray/.test(JSON.stringify(Action)),
  )
  expect(change).toMatchObject({ Action: 'sns:SetTopicAttributes', Resource: { Ref: 'PurchasesTopic' } })
  expect(others).toEqual([])
})

test('a standard topic is refused', () => {
  expect(() => archive(false)).toThrow('Archive: The topic Messaging-dev-Shop/Purchases is no FIFO topic.')
})
