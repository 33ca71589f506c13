import {
  DeleteAlarmsCommand,
  ListTagsForResourceCommand,
  PutDashboardCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch'
import { create } from '../../resource.ts'
import { type CloudWatchRig, openCloudWatch } from './cloudwatch-rig.ts'

let aws: CloudWatchRig

beforeEach(async () => {
  aws = await openCloudWatch()
})
afterEach(() => aws.close())

const ORDERS = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:orders'
const SHOP = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:shop'
const BOARD = 'arn:aws:cloudwatch::000000000000:dashboard/shop'
const STAGE = { Key: 'stage', Value: 'dev' }

const list = async (ResourceARN: string) =>
  (await aws.client.send(new ListTagsForResourceCommand({ ResourceARN }))).Tags
const tag = (ResourceARN: string, ...Tags: (typeof STAGE)[]) =>
  aws.client.send(new TagResourceCommand({ ResourceARN, Tags }))

/**
 * @recorded
 *   tests/aws/services/cloudwatch/test_cloudwatch.py::TestCloudwatch::test_tagging_metric_alarm[query],
 *   2026-02-17
 * @recorded
 *   tests/aws/services/cloudwatch/test_cloudwatch.py::TestCloudwatch::test_tagging_composite_alarm[query],
 *   2026-02-17
 * @documented CloudWatch API Reference, PutDashboard, Tags: "If you specify Tags when updating an existing
 *   dashboard, the tag updates are ignored."
 */
test.each<[string, string, () => Promise<unknown>]>([
  ['a metric alarm', ORDERS, () => aws.putAlarm({ Tags: [STAGE] })],
  ['a composite alarm', SHOP, () => aws.putComposite('TRUE', { Tags: [STAGE] })],
  [
    'a dashboard',
    BOARD,
    () => {
      const board = { DashboardName: 'shop', DashboardBody: '{"widgets":[]}', Tags: [STAGE] }
      return aws.client.send(new PutDashboardCommand(board))
    },
  ],
])(
  '%s is tagged when it is made and later (LocalStack, test_tagging_metric_alarm, recorded 2026-02-17)',
  async (_, arn, put) => {
    await put()
    expect(await list(arn)).toEqual([STAGE])

    await tag(arn, { Key: 'stage', Value: 'prod' }, { Key: 'team', Value: 'shop' })
    expect(await list(arn)).toEqual([
      { Key: 'stage', Value: 'prod' },
      { Key: 'team', Value: 'shop' },
    ])
    await aws.client.send(new UntagResourceCommand({ ResourceARN: arn, TagKeys: ['stage', 'none'] }))
    // "If you specify Tags when updating an existing dashboard, the tag updates are ignored."
    await put()
    expect(await list(arn)).toEqual([{ Key: 'team', Value: 'shop' }])
  },
)

/**
 * @documented CloudWatch API Reference, PutMetricAlarm, Tags: a list of key-value pairs to associate with the
 *   alarm
 */
test('tags end with their alarm, and are no part of its description', async () => {
  await aws.putAlarm({ Tags: [STAGE] })
  expect(await aws.alarm()).not.toHaveProperty('Tags')
  await aws.client.send(new DeleteAlarmsCommand({ AlarmNames: ['orders'] }))
  expect(await list(ORDERS)).toEqual([])
  await aws.putAlarm({})
  expect(await list(ORDERS)).toEqual([])
})

/**
 * @documented CloudWatch API Reference, TagResource, ResourceNotFoundException: "The named resource does not
 *   exist."
 */
test('what does not exist cannot be tagged', async () => {
  await expect(tag(ORDERS, STAGE)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

/**
 * @documented CloudWatch API Reference, TagResource: up to 50 tags; the length of keys and values
 * @documented AWS General Reference, Tagging AWS resources: the prefix aws: is reserved
 */
test.each([
  ['more than 50', Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' }))],
  ['a key of AWS', [{ Key: 'aws:cloudformation:stack-name', Value: 'x' }]],
  ['a long key', [{ Key: 'k'.repeat(129), Value: 'x' }]],
  ['a long value', [{ Key: 'k', Value: 'v'.repeat(257) }]],
])('%s is refused, and none is kept', async (_, tags) => {
  await aws.putAlarm({})
  await expect(tag(ORDERS, STAGE, ...tags)).rejects.toMatchObject({ name: 'InvalidParameterValueException' })
  expect(await list(ORDERS)).toEqual([])
})

/**
 * @documented CloudFormation Template Reference, AWS::CloudWatch::CompositeAlarm and
 *   AWS::CloudWatch::Dashboard: Tags
 */
test('Tags of a template are listed', async () => {
  const composite = { AlarmName: 'shop', AlarmRule: 'TRUE', Tags: [STAGE] }
  await create(aws.cloudWatch.resourceTypes, 'AWS::CloudWatch::CompositeAlarm', composite)
  const board = { DashboardName: 'shop', DashboardBody: '{"widgets":[]}', Tags: [STAGE] }
  await create(aws.cloudWatch.resourceTypes, 'AWS::CloudWatch::Dashboard', board)

  expect([await list(SHOP), await list(BOARD)]).toEqual([[STAGE], [STAGE]])
})
