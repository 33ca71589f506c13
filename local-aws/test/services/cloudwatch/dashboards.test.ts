import {
  DeleteDashboardsCommand,
  GetDashboardCommand,
  ListDashboardsCommand,
  PutDashboardCommand,
  type PutDashboardCommandInput,
} from '@aws-sdk/client-cloudwatch'
import { create } from '../../resource.ts'
import { type CloudWatchRig, openCloudWatch } from './cloudwatch-rig.ts'

let aws: CloudWatchRig

beforeEach(async () => {
  aws = await openCloudWatch()
})
afterEach(() => aws.close())

const EMPTY = '{"widgets":[]}'
const TEXT = { type: 'text', x: 0, y: 7, width: 3, height: 3, properties: { markdown: 'Hello' } }
const METRIC = {
  type: 'metric',
  properties: {
    region: 'us-east-1',
    metrics: [
      ['Shop', 'orders', 'Region', 'north', { color: '#ff0000', label: 'north' }],
      ['...', 'south'],
      [{ expression: 'SUM(METRICS())' }],
    ],
    annotations: { horizontal: [{ value: 3, color: '#d62728' }], vertical: [[{ value: 'now' }]] },
    view: 'timeSeries',
    stacked: false,
    period: 300,
    stat: 'Sum',
  },
}

function put(DashboardName: string, DashboardBody = EMPTY, more: Partial<PutDashboardCommandInput> = {}) {
  return aws.client.send(new PutDashboardCommand({ DashboardName, DashboardBody, ...more }))
}

const body = async (DashboardName: string) =>
  (await aws.client.send(new GetDashboardCommand({ DashboardName }))).DashboardBody

/**
 * @documented CloudWatch API Reference, PutDashboard: "the entire contents are replaced with what you specify
 *   here"
 * @recorded
 *   tests/aws/services/cloudwatch/test_cloudwatch.py::TestCloudwatch::test_dashboard_lifecycle[query],
 *   2025-09-19
 */
test('a put replaces the whole ("the entire contents are replaced with what you specify here", PutDashboard)', async () => {
  expect(await put('shop')).toMatchObject({ DashboardValidationMessages: [] })
  const widgets = [
    TEXT,
    METRIC,
    { type: 'metric', properties: { annotations: { alarms: ['arn:aws:cloudwatch:…'] } } },
    { type: 'alarm', properties: { alarms: ['arn:aws:cloudwatch:…'] } },
    { type: 'log', properties: { region: 'us-east-1', query: "SOURCE 'shop' | fields @message" } },
    { type: 'explorer', properties: { metrics: [], labels: [] } },
    { type: 'custom', properties: { endpoint: 'arn:aws:lambda:…' } },
  ]
  const whole = JSON.stringify({ start: '-PT6H', periodOverride: 'inherit', variables: [], widgets })
  await put('shop', whole)
  expect(await body('shop')).toBe(whole)
})

/**
 * @documented CloudWatch API Reference, Dashboard body structure and syntax: the required properties and
 *   their values; DashboardValidationMessages
 */
test.each<[string, unknown, [string, string][]]>([
  ['no object', [], [['', 'Should be object']]],
  ['no widgets', {}, [['', "Should have required property 'widgets'"]]],
  [
    'a wrong frame',
    { widgets: {}, periodOverride: 'never' },
    [
      ['/periodOverride', 'Should be equal to one of the allowed values'],
      ['/widgets', 'Should be array'],
    ],
  ],
  ['501 widgets', { widgets: Array(501).fill(TEXT) }, [['/widgets', 'Should NOT have more than 500 items']]],
  ['no widget', { widgets: [TEXT, 1] }, [['/widgets/1', 'Should be object']]],
  [
    'an empty widget',
    { widgets: [{}] },
    [
      ['/widgets/0', "Should have required property 'type'"],
      ['/widgets/0', "Should have required property 'properties'"],
    ],
  ],
  [
    'an unknown type',
    { widgets: [{ ...TEXT, type: 'clock' }] },
    [['/widgets/0/type', 'Should be equal to one of the allowed values']],
  ],
  [
    'a place off the grid',
    { widgets: [{ ...TEXT, x: 24, y: -1, width: 0, height: 1.5 }] },
    [
      ['/widgets/0/x', 'Should be <= 23'],
      ['/widgets/0/y', 'Should be >= 0'],
      ['/widgets/0/width', 'Should be >= 1'],
      ['/widgets/0/height', 'Should be integer'],
    ],
  ],
  // As CloudWatch answered in https://github.com/aws-samples/aws-eda-slurm-cluster/issues/116.
  [
    'a metric widget without metrics',
    { widgets: [{ type: 'metric', properties: {} }] },
    [
      ['/widgets/0/properties', "Should have required property 'metrics'"],
      [
        '/widgets/0/properties',
        'The metric widget should have specified a region and a data source or an alarm annotation',
      ],
      ['/widgets/0/properties', "Should have required property 'annotations'"],
    ],
  ],
  [
    'metrics without a region',
    { widgets: [{ type: 'metric', properties: { metrics: [['Shop', 'orders']] } }] },
    [['/widgets/0/properties', "Should have required property 'region'"]],
  ],
  [
    'a color by name, and a period of 7',
    {
      widgets: [
        {
          type: 'metric',
          properties: { region: 'us-east-1', period: 7, metrics: [['Shop', 'orders', { color: 'red' }]] },
        },
      ],
    },
    [
      [
        '/widgets/0/properties/metrics/0/2/color',
        'Should match pattern "^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$"',
      ],
      ['/widgets/0/properties/period', 'Should be 1, 5, 10, 20, 30 or a multiple of 60'],
    ],
  ],
  [
    'text without markdown',
    { widgets: [{ type: 'text', properties: {} }] },
    [['/widgets/0/properties', "Should have required property 'markdown'"]],
  ],
  [
    'an alarm widget without alarms',
    { widgets: [{ type: 'alarm', properties: { alarms: [] } }] },
    [['/widgets/0/properties/alarms', 'Should NOT have fewer than 1 items']],
  ],
])('%s is refused with DashboardValidationMessages, and nothing is kept', async (_, wrong, faults) => {
  const error = await put('shop', JSON.stringify(wrong)).catch(cause => cause)

  expect(error).toMatchObject({
    Code: 'InvalidParameterInput',
    dashboardValidationMessages: faults.map(([DataPath, Message]) => ({ DataPath, Message })),
  })
  expect(error.message).toMatch(
    /^The dashboard body is invalid, there (is|are) \d+ validation errors?:\n\[\n {2}\{\n {4}"dataPath": /,
  )
  await expect(body('shop')).rejects.toMatchObject({ name: 'ResourceNotFound' })
})

/**
 * @documented CloudWatch API Reference, PutDashboard, DashboardBody: "The detailed information about the
 *   dashboard in JSON format"
 */
test('a body that is no JSON is refused', async () => {
  await expect(put('shop', '{')).rejects.toThrow('must be a valid JSON object')
})

/**
 * @recorded
 *   tests/aws/services/cloudwatch/test_cloudwatch.py::TestCloudwatch::test_invalid_dashboard_name[query],
 *   2025-09-19
 */
test('a name with a space is refused (LocalStack, test_invalid_dashboard_name, recorded 2025-09-19)', async () => {
  await expect(put('my shop')).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message:
      'The value for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and underscore (_).\n',
  })
})

/**
 * @documented CloudWatch API Reference, ListDashboards: "Returns a list of the dashboards for your account.",
 *   up to 1,000 results a call
 */
test('ListDashboards has a prefix, sizes, and pages of 1,000', async () => {
  for (let start = 0; start < 1000; start += 40) {
    await Promise.all(Array.from({ length: 40 }, (_, index) => put(`d${start + index}`)))
  }
  await put('a-shop')
  const list = (input: object) => aws.client.send(new ListDashboardsCommand(input))

  const first = await list({})
  expect(first.DashboardEntries).toHaveLength(1000)
  expect(first.DashboardEntries?.[0]).toEqual({
    DashboardName: 'a-shop',
    DashboardArn: 'arn:aws:cloudwatch::000000000000:dashboard/a-shop',
    LastModified: new Date(aws.clock.now()),
    Size: EMPTY.length,
  })
  expect((await list({ NextToken: first.NextToken })).DashboardEntries).toHaveLength(1)
  expect((await list({ DashboardNamePrefix: 'd99' })).DashboardEntries).toHaveLength(11)
})

/**
 * @documented CloudWatch API Reference, DeleteDashboards: if there is an error during this call, no
 *   dashboards are deleted
 */
test('DeleteDashboards deletes all or none ("If there is an error during this call, no dashboards are deleted")', async () => {
  await put('a')
  await put('b')
  const remove = (...DashboardNames: string[]) =>
    aws.client.send(new DeleteDashboardsCommand({ DashboardNames }))
  await expect(remove('a', 'c')).rejects.toMatchObject({ name: 'ResourceNotFound' })
  expect(await body('a')).toBe(EMPTY)

  await remove('a', 'b')
  await expect(body('a')).rejects.toMatchObject({ name: 'ResourceNotFound' })
})

/**
 * @documented CloudFormation Template Reference, AWS::CloudWatch::Dashboard: without a DashboardName
 *   CloudFormation makes one
 */
test('AWS::CloudWatch::Dashboard without a name gets one; its body is checked with its place in the template', async () => {
  const make = (DashboardBody: string) =>
    create(aws.cloudWatch.resourceTypes, 'AWS::CloudWatch::Dashboard', { DashboardBody })

  expect(await make(EMPTY)).toEqual({ physicalId: 'Test-Thing-1A2B3C', attributes: {} })
  expect(await body('Test-Thing-1A2B3C')).toBe(EMPTY)
  await expect(make('{}')).rejects.toThrow(
    'Test/Thing: the local AWS does not simulate this dashboard: The dashboard body is invalid',
  )
})
