import { Account } from '../../src/account.ts'
import { SteppedClock } from '../../src/clock.ts'
import { neededPermissions } from '../../src/identity/needed-permissions.ts'
import { Random } from '../../src/random.ts'
import { administratorRole } from '../role-policies.ts'

const account = new Account('us-east-1', new SteppedClock(0), new Random(1))
administratorRole(account, 'shipping', { Action: 'sns:*', Resource: '*' })

const needed = (service: string, operation: string, input: object) =>
  neededPermissions(account, { service, operation, input }).map(({ action, resource }) => [action, resource])

/** @documented Service Authorization Reference, Lambda: the actions of the operations, and their resource types */
test.each<[string, object, string, string]>([
  ['Invoke', { FunctionName: 'f' }, 'InvokeFunction', 'function:f'],
  ['Invoke', { FunctionName: 'f', Qualifier: 'live' }, 'InvokeFunction', 'function:f:live'],
  ['Invoke', { FunctionName: 'f:live' }, 'InvokeFunction', 'function:f:live'],
  ['Invoke', { FunctionName: '000000000000:function:f:2' }, 'InvokeFunction', 'function:f:2'],
  [
    'Invoke',
    { FunctionName: 'arn:aws:lambda:us-east-1:000000000000:function:f', Qualifier: '$LATEST' },
    'InvokeFunction',
    'function:f:$LATEST',
  ],
  ['GetFunction', { FunctionName: 'f' }, 'GetFunction', 'function:f'],
  ['DeleteEventSourceMapping', { UUID: 'u' }, 'DeleteEventSourceMapping', 'event-source-mapping:u'],
  ['PublishLayerVersion', { LayerName: 'l' }, 'PublishLayerVersion', 'layer:l'],
  ['GetLayerVersion', { LayerName: 'l', VersionNumber: '3' }, 'GetLayerVersion', 'layer:l:3'],
])('Lambda: %s %j needs lambda:%s on %s', (operation, input, action, resource) => {
  expect(needed('lambda', operation, input)).toEqual([[`lambda:${action}`, account.arn('lambda', resource)]])
})

/** @documented Service Authorization Reference, Lambda: actions without a resource type */
test.each([
  'CreateEventSourceMapping',
  'ListEventSourceMappings',
  'ListFunctions',
  'GetAccountSettings',
  'ListLayers',
])('Lambda: %s is about no resource, whatever it names', operation => {
  expect(needed('lambda', operation, { FunctionName: 'f' })).toEqual([[`lambda:${operation}`, '*']])
})

/** @documented Service Authorization Reference, CloudFormation: the resource type stack, stack/${StackName}/${Id} */
test.each<[string, object, string]>([
  ['DescribeStacks', { StackName: 'Shop' }, 'arn:aws:cloudformation:us-east-1:000000000000:stack/Shop/*'],
  [
    'GetTemplate',
    { StackName: 'arn:aws:cloudformation:us-east-1:000000000000:stack/Shop/1' },
    'arn:aws:cloudformation:us-east-1:000000000000:stack/Shop/1',
  ],
  ['DescribeStacks', {}, 'arn:aws:cloudformation:us-east-1:000000000000:stack/*/*'],
  ['ListExports', {}, '*'],
])('CloudFormation: %s %j is about %s', (operation, input, resource) => {
  expect(needed('cloudformation', operation, input)).toEqual([[`cloudformation:${operation}`, resource]])
})

/** @documented Service Authorization Reference, IAM: the resource types role and policy */
test.each<[string, object, string]>([
  ['GetRole', { RoleName: 'shipping' }, 'role/shipping'],
  ['GetRole', { RoleName: 'nobody' }, 'role/nobody'],
  ['CreateRole', { RoleName: 'new', Path: '/shop/' }, 'role/shop/new'],
  ['PutRolePolicy', { RoleName: 'shipping', PolicyName: 'inline' }, 'role/shipping'],
  [
    'AttachRolePolicy',
    { RoleName: 'shipping', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    'role/shipping',
  ],
  ['CreatePolicy', { PolicyName: 'readers' }, 'policy/readers'],
  ['GetPolicy', { PolicyArn: 'arn:aws:iam::000000000000:policy/readers' }, 'policy/readers'],
])('IAM: %s %j is about the %s', (operation, input, resource) => {
  expect(needed('iam', operation, input)).toEqual([
    [`iam:${operation}`, `arn:aws:iam::000000000000:${resource}`],
  ])
})

/** @documented Service Authorization Reference, SNS: topics; actions on subscriptions have no resource type */
test.each<[string, object, string]>([
  ['ListTopics', {}, '*'],
  ['ListSubscriptions', {}, '*'],
  ['GetSubscriptionAttributes', { SubscriptionArn: account.arn('sns', 'news:1') }, '*'],
  ['SetSubscriptionAttributes', { SubscriptionArn: account.arn('sns', 'news:1') }, '*'],
  ['Unsubscribe', { SubscriptionArn: account.arn('sns', 'news:1') }, '*'],
  ['ListSubscriptionsByTopic', { TopicArn: account.arn('sns', 'news') }, 'news'],
  ['CreateTopic', { Name: 'news' }, 'news'],
])('SNS: %s %j is about %s', (operation, input, resource) => {
  expect(needed('sns', operation, input)).toEqual([[`sns:${operation}`, account.arn('sns', resource)]])
})
