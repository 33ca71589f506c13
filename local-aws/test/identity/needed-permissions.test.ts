import { neededPermissions } from '../../src/identity/needed-permissions.ts'
import { LocalAws } from '../../src/local-aws.ts'

let aws: LocalAws

beforeAll(async () => {
  aws = await LocalAws.start({})
})
afterAll(() => aws.stop())

/** The ARN of a resource of a service, or `*`. */
function arn(service: string, resource: string): string {
  if (resource === '*' || resource.startsWith('arn:')) return resource
  if (service === 'cloudwatch' && resource.startsWith('dashboard/')) {
    return `arn:aws:cloudwatch::000000000000:${resource}`
  }
  return `arn:aws:${service}:us-east-1:000000000000:${resource}`
}

/** The input of a request, and the resources on which it needs the action of its name. */
type Needs = Readonly<Record<string, readonly [input: object, ...resources: string[]]>>

const ALARMS = { AlarmNames: ['a', 'b'] }
const ALARM_ARN = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:a'

const CLOUDWATCH: Needs = {
  DeleteAlarms: [ALARMS, 'alarm:a', 'alarm:b'],
  DeleteDashboards: [{ DashboardNames: ['a', 'b'] }, 'dashboard/a', 'dashboard/b'],
  DescribeAlarmHistory: [{ AlarmName: 'a' }, 'alarm:a'],
  DescribeAlarms: [{}, 'alarm:*'],
  DisableAlarmActions: [ALARMS, 'alarm:a', 'alarm:b'],
  EnableAlarmActions: [ALARMS, 'alarm:a', 'alarm:b'],
  GetDashboard: [{ DashboardName: 'a' }, 'dashboard/a'],
  GetMetricData: [{ MetricDataQueries: [] }, '*'],
  GetMetricStatistics: [{ Namespace: 'Shop' }, '*'],
  ListDashboards: [{}, '*'],
  ListMetrics: [{}, '*'],
  ListTagsForResource: [{ ResourceARN: ALARM_ARN }, ALARM_ARN],
  PutCompositeAlarm: [{ AlarmName: 'a' }, 'alarm:a'],
  PutDashboard: [{ DashboardName: 'a' }, 'dashboard/a'],
  PutMetricAlarm: [{ AlarmName: 'a' }, 'alarm:a'],
  PutMetricData: [{ Namespace: 'Shop', MetricData: [] }, '*'],
  SetAlarmState: [{ AlarmName: 'a' }, 'alarm:a'],
  TagResource: [{ ResourceARN: ALARM_ARN }, ALARM_ARN],
  UntagResource: [{ ResourceARN: ALARM_ARN }, ALARM_ARN],
}

const TABLE = { TableName: 'orders' }
const TABLE_ARN = 'arn:aws:dynamodb:us-east-1:000000000000:table/orders'
const BATCH = { RequestItems: { orders: {}, stock: {} } }

const DYNAMODB: Needs = {
  BatchGetItem: [BATCH, 'table/orders', 'table/stock'],
  BatchWriteItem: [BATCH, 'table/orders', 'table/stock'],
  CreateTable: [TABLE, 'table/orders'],
  DeleteItem: [TABLE, 'table/orders'],
  DeleteTable: [TABLE, 'table/orders'],
  DescribeTable: [{ TableName: TABLE_ARN }, 'table/orders'],
  DescribeTimeToLive: [TABLE, 'table/orders'],
  GetItem: [TABLE, 'table/orders'],
  ListTables: [{}, '*'],
  ListTagsOfResource: [{ ResourceArn: TABLE_ARN }, 'table/orders'],
  PutItem: [TABLE, 'table/orders'],
  Query: [{ ...TABLE, IndexName: 'by-day' }, 'table/orders/index/by-day'],
  Scan: [TABLE, 'table/orders'],
  TagResource: [{ ResourceArn: TABLE_ARN }, 'table/orders'],
  // The items of a transaction need the permissions of their own operations; permissions.test.ts of DynamoDB has them.
  TransactGetItems: [{}],
  TransactWriteItems: [{}],
  UntagResource: [{ ResourceArn: TABLE_ARN }, 'table/orders'],
  UpdateItem: [TABLE, 'table/orders'],
  UpdateTable: [TABLE, 'table/orders'],
  UpdateTimeToLive: [TABLE, 'table/orders'],
}

const GROUP = { logGroupName: '/shop' }
const STREAM = { ...GROUP, logStreamName: 's' }
const GROUP_ARN = 'arn:aws:logs:us-east-1:000000000000:log-group:/shop'
const ALL_OF_GROUP = 'log-group:/shop:log-stream:'

const LOGS: Needs = {
  CreateLogGroup: [GROUP, ALL_OF_GROUP],
  CreateLogStream: [STREAM, 'log-group:/shop:log-stream:s'],
  DeleteLogGroup: [GROUP, ALL_OF_GROUP],
  DeleteLogStream: [STREAM, 'log-group:/shop:log-stream:s'],
  DeleteMetricFilter: [GROUP, ALL_OF_GROUP],
  DeleteQueryDefinition: [{ queryDefinitionId: 'q' }, '*'],
  DeleteRetentionPolicy: [GROUP, ALL_OF_GROUP],
  DescribeLogGroups: [{}, 'log-group::log-stream:'],
  DescribeLogStreams: [{ logGroupIdentifier: GROUP_ARN }, ALL_OF_GROUP],
  DescribeMetricFilters: [GROUP, ALL_OF_GROUP],
  DescribeQueries: [GROUP, '*'],
  DescribeQueryDefinitions: [{}, '*'],
  FilterLogEvents: [{ logGroupIdentifier: `${GROUP_ARN}:*` }, ALL_OF_GROUP],
  GetLogEvents: [STREAM, 'log-group:/shop:log-stream:s'],
  // Logs Insights alone knows the log groups of a query; insights/permissions.test.ts has it.
  GetQueryResults: [{ queryId: 'q' }],
  ListTagsForResource: [{ resourceArn: GROUP_ARN }, GROUP_ARN],
  ListTagsLogGroup: [GROUP, ALL_OF_GROUP],
  PutLogEvents: [STREAM, 'log-group:/shop:log-stream:s'],
  PutMetricFilter: [GROUP, ALL_OF_GROUP],
  PutQueryDefinition: [{ name: 'q' }, '*'],
  PutRetentionPolicy: [GROUP, ALL_OF_GROUP],
  StartQuery: [{ logGroupNames: ['/shop', '/mail'] }, ALL_OF_GROUP, 'log-group:/mail:log-stream:'],
  StopQuery: [{ queryId: 'q' }, '*'],
  TagLogGroup: [GROUP, ALL_OF_GROUP],
  TagResource: [{ resourceArn: GROUP_ARN }, GROUP_ARN],
  UntagLogGroup: [GROUP, ALL_OF_GROUP],
  UntagResource: [{ resourceArn: GROUP_ARN }, GROUP_ARN],
}

const STACK = { StackName: 'shop' }

const CLOUDFORMATION: Needs = {
  DeleteStack: [STACK, 'stack/shop/*'],
  DescribeStackEvents: [STACK, 'stack/shop/*'],
  DescribeStackResource: [{ ...STACK, LogicalResourceId: 'Queue' }, 'stack/shop/*'],
  DescribeStackResources: [{ PhysicalResourceId: 'orders' }, 'stack/*/*'],
  DescribeStacks: [{}, 'stack/*/*'],
  GetTemplate: [{ StackName: 'arn:aws:cloudformation:us-east-1:000000000000:stack/shop/1' }, 'stack/shop/1'],
  ListExports: [{}, '*'],
  ListStackResources: [STACK, 'stack/shop/*'],
  ListStacks: [{}, '*'],
  UpdateTerminationProtection: [{ ...STACK, EnableTerminationProtection: false }, 'stack/shop/*'],
}

const SET = { ConfigurationSetName: 'mails' }
const SENDER = { EmailIdentity: 'example.com' }
const SENDER_ARN = 'arn:aws:ses:us-east-1:000000000000:identity/example.com'

const TENANT = { TenantName: 'posts' }
const TENANT_ARN = 'arn:aws:ses:us-east-1:000000000000:tenant/posts/tn-1'
const TENANT_ENTITY = { ReputationEntityType: 'RESOURCE', ReputationEntityReference: TENANT_ARN }

const SES: Needs = {
  CreateConfigurationSet: [SET, 'configuration-set/mails'],
  CreateConfigurationSetEventDestination: [SET, 'configuration-set/mails'],
  CreateEmailIdentity: [{ ...SENDER, ...SET }, 'identity/example.com'],
  CreateTenant: [TENANT, '*'],
  // SES alone knows the id of a tenant; permissions.test.ts of SES has these.
  CreateTenantResourceAssociation: [{ ...TENANT, ResourceArn: SENDER_ARN }],
  DeleteConfigurationSet: [SET, 'configuration-set/mails'],
  DeleteConfigurationSetEventDestination: [SET, 'configuration-set/mails'],
  DeleteEmailIdentity: [SENDER, 'identity/example.com'],
  DeleteTenant: [TENANT],
  DeleteTenantResourceAssociation: [{ ...TENANT, ResourceArn: SENDER_ARN }],
  DeleteSuppressedDestination: [{ EmailAddress: 'jo@example.org' }, '*'],
  GetAccount: [{}, '*'],
  GetConfigurationSet: [SET, 'configuration-set/mails'],
  GetConfigurationSetEventDestinations: [SET, 'configuration-set/mails'],
  GetEmailIdentity: [SENDER, 'identity/example.com'],
  GetReputationEntity: [TENANT_ENTITY, TENANT_ARN],
  GetSuppressedDestination: [{ EmailAddress: 'jo@example.org' }, '*'],
  GetTenant: [TENANT],
  ListConfigurationSets: [{}, '*'],
  ListEmailIdentities: [{}, '*'],
  ListReputationEntities: [{}, '*'],
  ListResourceTenants: [{ ResourceArn: SENDER_ARN }, SENDER_ARN],
  ListSuppressedDestinations: [{}, '*'],
  ListTagsForResource: [{ ResourceArn: SENDER_ARN }, SENDER_ARN],
  ListTenantResources: [TENANT],
  ListTenants: [{}, '*'],
  PutAccountSuppressionAttributes: [{}, '*'],
  PutConfigurationSetSendingOptions: [SET, 'configuration-set/mails'],
  PutConfigurationSetSuppressionOptions: [SET, 'configuration-set/mails'],
  PutSuppressedDestination: [{ EmailAddress: 'jo@example.org' }, '*'],
  // SES alone knows which identity verifies the sender; permissions.test.ts of SES has it.
  SendEmail: [{ FromEmailAddress: 'shop@example.com' }],
  TagResource: [{ ResourceArn: SENDER_ARN }, SENDER_ARN],
  UntagResource: [{ ResourceArn: SENDER_ARN }, SENDER_ARN],
  UpdateConfigurationSetEventDestination: [SET, 'configuration-set/mails'],
  UpdateReputationEntityCustomerManagedStatus: [TENANT_ENTITY, TENANT_ARN],
  UpdateReputationEntityPolicy: [TENANT_ENTITY, TENANT_ARN],
}

const GROUP_OF_TRACES = 'arn:aws:xray:us-east-1:000000000000:group/slow/ABC'

const XRAY: Needs = {
  BatchGetTraces: [{ TraceIds: [] }, '*'],
  CreateGroup: [{ GroupName: 'slow' }, 'group/slow/*'],
  DeleteGroup: [{ GroupARN: GROUP_OF_TRACES }, GROUP_OF_TRACES],
  GetGroup: [{ GroupName: 'slow' }, 'group/slow/*'],
  GetGroups: [{}, '*'],
  GetServiceGraph: [{ GroupName: 'slow' }, '*'],
  GetTraceGraph: [{ TraceIds: [] }, '*'],
  GetTraceSummaries: [{}, '*'],
  PutTelemetryRecords: [{}, '*'],
  PutTraceSegments: [{}, '*'],
  UpdateGroup: [{ GroupARN: GROUP_OF_TRACES }, GROUP_OF_TRACES],
}

/** @documented Service Authorization Reference, the table of actions of each service: its actions and resource types */
describe.each([
  ['cloudformation', 'cloudformation', CLOUDFORMATION],
  ['monitoring', 'cloudwatch', CLOUDWATCH],
  ['dynamodb', 'dynamodb', DYNAMODB],
  ['logs', 'logs', LOGS],
  ['ses', 'ses', SES],
  ['xray', 'xray', XRAY],
])('%s', (service, prefix, needs) => {
  test.each(Object.entries(needs))('%s', (operation, [input, ...resources]) => {
    const needed = neededPermissions(aws.account, { service, operation, input })
    expect(needed.map(({ action, resource }) => ({ action, resource }))).toEqual(
      resources.map(resource => ({ action: `${prefix}:${operation}`, resource: arn(prefix, resource) })),
    )
  })

  test('there are no other operations', () => {
    const api = aws.apis.find(({ signingName }) => signingName === service)
    expect([...new Set(api?.operations)].sort()).toEqual(Object.keys(needs).sort())
  })
})

/** @documented Service Authorization Reference: the condition keys of the service's actions */
test.each([
  ['monitoring', 'PutMetricData', { Namespace: 'Shop', MetricData: [] }, { 'cloudwatch:namespace': 'Shop' }],
  ['monitoring', 'GetMetricStatistics', { Namespace: 'Shop' }, { 'cloudwatch:namespace': undefined }],
  ['dynamodb', 'Query', { ...TABLE, Select: 'COUNT' }, { 'dynamodb:select': 'COUNT' }],
  ['dynamodb', 'PutItem', { ...TABLE, ReturnValues: 'ALL_OLD' }, { 'dynamodb:returnvalues': 'ALL_OLD' }],
  ['lambda', 'CreateFunctionUrlConfig', { AuthType: 'NONE' }, { 'lambda:functionurlauthtype': 'NONE' }],
  ['lambda', 'AddPermission', { FunctionUrlAuthType: 'NONE' }, { 'lambda:functionurlauthtype': 'NONE' }],
  ['ses', 'GetAccount', {}, { 'ses:apiversion': '2' }],
])('the condition keys of %s %s', (service, operation, input, expected) => {
  const [needed] = neededPermissions(aws.account, { service, operation, input })
  expect(needed?.keys).toMatchObject(expected)
})
