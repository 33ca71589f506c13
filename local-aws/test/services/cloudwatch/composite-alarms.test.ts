import {
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandInput,
  DisableAlarmActionsCommand,
  type PutCompositeAlarmCommandInput,
  type StateValue,
} from '@aws-sdk/client-cloudwatch'
import { create } from '../../resource.ts'
import { type CloudWatchRig, openCloudWatch, TOPIC } from './cloudwatch-rig.ts'

const ARN = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm'

let aws: CloudWatchRig

beforeEach(async () => {
  aws = await openCloudWatch()
  // They tell nobody, and nothing but a test changes their states: data that is missing changes none.
  for (const AlarmName of ['a', 'b', 'c', 'maintenance']) {
    await aws.putAlarm({ AlarmName, AlarmActions: [], OKActions: [], TreatMissingData: 'ignore' })
  }
})
afterEach(() => aws.close())

const state = async (name?: string) => (await aws.composite(name)).StateValue

/** What {@link TOPIC} was told since the last time: new state and reason. */
function told(): [string, string][] {
  return aws.topic.published.splice(0).map(({ body }) => {
    const { NewStateValue, NewStateReason } = JSON.parse(body)
    return [NewStateValue, NewStateReason]
  })
}

const states = () => told().map(([value]) => value)

async function delete_(...AlarmNames: string[]) {
  await aws.client.send(new DeleteAlarmsCommand({ AlarmNames }))
}

/**
 * @documented CloudWatch API Reference, PutCompositeAlarm: "The alarm is then evaluated and its state is set
 *   appropriately."
 */
test('it is evaluated when it is made, and acts ("The alarm is then evaluated and its state is set appropriately", PutCompositeAlarm)', async () => {
  await aws.putComposite('ALARM(a)', { AlarmDescription: 'The shop is down.' })

  expect(await aws.composite()).toEqual({
    AlarmName: 'shop',
    AlarmArn: `${ARN}:shop`,
    AlarmDescription: 'The shop is down.',
    AlarmRule: 'ALARM(a)',
    ActionsEnabled: true,
    AlarmActions: [TOPIC],
    OKActions: [TOPIC],
    InsufficientDataActions: [],
    AlarmConfigurationUpdatedTimestamp: new Date(aws.clock.now()),
    StateValue: 'OK',
    StateReason: `${ARN}:shop was created and its alarm rule evaluates to OK`,
    StateReasonData: '{"triggeringAlarms":[]}',
    StateUpdatedTimestamp: new Date(aws.clock.now()),
    StateTransitionedTimestamp: new Date(aws.clock.now()),
  })
  expect(states()).toEqual(['OK'])
})

/**
 * @documented CloudWatch User Guide, Combining alarms: a composite alarm follows the states of its children,
 *   and tells the child that triggered it
 */
test('it follows the change of a child: it fires, notifies as CloudWatch does for composite alarms, and recovers', async () => {
  await aws.putComposite(`ALARM("${ARN}:a") OR ALARM("b")`, { AlarmDescription: 'The shop is down.' })
  told()
  await aws.clock.advanceBy({ seconds: 61 })
  await aws.setState('a', 'ALARM')

  const [{ subject, body, caller } = { body: '{}' }] = aws.topic.published
  expect(subject).toBe('ALARM: "shop" in US East (N. Virginia)')
  expect(JSON.parse(body)).toEqual({
    AlarmName: 'shop',
    AlarmDescription: 'The shop is down.',
    AWSAccountId: '000000000000',
    NewStateValue: 'ALARM',
    NewStateReason: `${ARN}:a transitioned to ALARM at Thursday 01 January, 2026 00:01:01 UTC`,
    StateChangeTime: '2026-01-01T00:01:01.000+0000',
    Region: 'US East (N. Virginia)',
    AlarmArn: `${ARN}:shop`,
    OldStateValue: 'OK',
    OKActions: [TOPIC],
    AlarmActions: [TOPIC],
    InsufficientDataActions: [],
    AlarmRule: `ALARM("${ARN}:a") OR ALARM("b")`,
    TriggeringChildren: [
      { Arn: `${ARN}:a`, State: { Value: 'ALARM', Timestamp: '2026-01-01T00:01:01.000+0000' } },
    ],
  })
  expect(caller).toMatchObject({ service: 'cloudwatch.amazonaws.com', sourceArn: `${ARN}:shop` })
  told()

  await aws.setState('b', 'ALARM')
  await aws.setState('a', 'OK')
  expect(told()).toEqual([])
  await aws.setState('b', 'OK')
  expect(told()).toEqual([['OK', `${ARN}:b transitioned to OK at Thursday 01 January, 2026 00:01:01 UTC`]])
})

/**
 * @recorded
 *   tests/aws/services/cloudwatch/test_cloudwatch.py::TestCloudwatch::test_trigger_composite_alarm[query],
 *   2025-09-19
 */
test('the reason for programs names the triggering child alone (LocalStack, test_trigger_composite_alarm, recorded 2025-09-19)', async () => {
  await aws.putComposite('ALARM(a) OR ALARM(b)')
  await aws.setState('a', 'ALARM')
  await aws.setState('b', 'ALARM')

  const { StateReasonData = '' } = await aws.composite()
  expect(JSON.parse(StateReasonData)).toEqual({
    triggeringAlarms: [
      { arn: `${ARN}:a`, state: { value: 'ALARM', timestamp: '2026-01-01T00:00:00.000+0000' } },
    ],
  })
})

/**
 * @documented CloudWatch User Guide, Combining alarms: a composite alarm follows the states of its children
 */
test('a metric alarm that crosses its threshold brings it along', async () => {
  await aws.putAlarm({
    AlarmName: 'orders',
    AlarmActions: [],
    OKActions: [],
    TreatMissingData: 'notBreaching',
  })
  await aws.putComposite('ALARM(orders)')
  told()
  await aws.put({ MetricName: 'orders', Value: 1 })
  await aws.clock.advanceBy({ minutes: 1 })
  expect(states()).toEqual(['ALARM'])

  await aws.clock.advanceBy({ minutes: 3 })
  expect(states()).toEqual(['OK'])
})

/**
 * @documented CloudWatch API Reference, PutCompositeAlarm: evaluation "stops if CloudWatch detects a cycle in
 *   the evaluation path"
 */
test('composite alarms follow each other; a cycle ends ("stops if CloudWatch detects a cycle in the evaluation path")', async () => {
  await aws.putComposite('ALARM(a)', { AlarmName: 'lower' })
  await aws.putComposite('ALARM(lower)', { AlarmName: 'upper' })
  await aws.setState('a', 'ALARM')
  expect([await state('lower'), await state('upper')]).toEqual(['ALARM', 'ALARM'])

  await aws.putComposite('ALARM(a) AND NOT ALARM(upper)', { AlarmName: 'lower' })
  await aws.setState('a', 'OK')
  await aws.setState('a', 'ALARM')
  expect([await state('lower'), await state('upper')]).toEqual(['ALARM', 'ALARM'])
})

/**
 * @documented CloudWatch API Reference, PutCompositeAlarm, AlarmRule: ALARM, OK, INSUFFICIENT_DATA, TRUE,
 *   FALSE, AND, OR, NOT and AT_LEAST; up to 100 children and 500 elements
 */
describe('the rule language (PutCompositeAlarm, AlarmRule)', () => {
  beforeEach(async () => {
    await aws.setState('a', 'ALARM')
    await aws.setState('b', 'OK')
  })

  test.each<[string, StateValue]>([
    ['ALARM(a)', 'ALARM'],
    ['ALARM("a")', 'ALARM'],
    [`ALARM(${ARN}:a)`, 'ALARM'],
    ['OK(a)', 'OK'],
    ['OK(b)', 'ALARM'],
    ['INSUFFICIENT_DATA(c)', 'ALARM'],
    ['TRUE', 'ALARM'],
    ['false', 'OK'],
    ['NOT ALARM(a)', 'OK'],
    ['NOT NOT ALARM(a)', 'ALARM'],
    ['ALARM(a) AND ALARM(b)', 'OK'],
    ['ALARM(a) OR ALARM(b)', 'ALARM'],
    ['ALARM(a) OR ALARM(b) AND ALARM(c)', 'ALARM'],
    ['(ALARM(a) OR ALARM(b)) AND ALARM(c)', 'OK'],
    ['((ALARM(a))) AND (NOT (ALARM(b)))', 'ALARM'],
    ['ALARM(a)AND NOT OK(c)', 'ALARM'],
    ['AT_LEAST(1, ALARM, (a, b, c))', 'ALARM'],
    ['AT_LEAST(2, ALARM, (a, b, c))', 'OK'],
    ['AT_LEAST(2, NOT OK, ("a", "b", c))', 'ALARM'],
    ['AT_LEAST(34%, ALARM, (a, b, c))', 'OK'],
    ['AT_LEAST(33%, ALARM, (a, b, c))', 'ALARM'],
  ])('%s: %s', async (rule, expected) => {
    await aws.putComposite(rule)
    expect(await state()).toBe(expected)
  })

  test('a quoted name may have spaces and escaped quotes', async () => {
    await aws.putAlarm({ AlarmName: 'the "big" one (1)', AlarmActions: [], OKActions: [] })
    await aws.putComposite(String.raw`INSUFFICIENT_DATA("the \"big\" one (1)")`)
    expect(await state()).toBe('ALARM')
  })

  test.each([
    ['', 'AlarmRule'],
    ['ALARM(a', ') is expected, not its end'],
    ['ALARM(a) ALARM(b)', 'character 10'],
    ['ALARM(a) AND', 'a function is expected'],
    ['WARN(a)', '"WARN(a)"'],
    ['AT_LEAST(3, ALARM, (a, b))', 'AT_LEAST of 2 alarms cannot ask for 3'],
    ['AT_LEAST(0%, ALARM, (a, b))', 'cannot ask for 0%'],
    ['ALARM(nothing) OR ALARM(a)', 'alarms [nothing] in the alarm rule do not exist'],
    [`TRUE${' AND TRUE'.repeat(500)}`, 'at most 500 elements'],
    [`TRUE${' '.repeat(10_240)}`, 'at most 10240 characters'],
    [
      `AT_LEAST(1, ALARM, (a${Array.from({ length: 100 }, (_, n) => `, x${n}`).join('')}))`,
      'at most 100 alarms',
    ],
  ])('%.30s is refused', async (rule, message) => {
    await expect(aws.putComposite(rule)).rejects.toThrow(message)
    expect(await aws.composite()).toEqual({})
  })
})

/** @documented CloudWatch API Reference, Common errors: ValidationError */
test('a rule that cannot be read is a ValidationError', async () => {
  await expect(aws.putComposite('ALARM(')).rejects.toMatchObject({ Code: 'ValidationError' })
})

describe('DescribeAlarms', () => {
  const names = async (input: DescribeAlarmsCommandInput) => {
    const { MetricAlarms = [], CompositeAlarms = [] } = await aws.client.send(
      new DescribeAlarmsCommand(input),
    )
    return [MetricAlarms, CompositeAlarms].map(alarms => alarms.map(({ AlarmName }) => AlarmName))
  }

  beforeEach(async () => {
    await aws.putComposite('ALARM(a) OR ALARM(c)', { AlarmName: 'lower' })
    await aws.putComposite('ALARM(lower) OR ALARM(a)', { AlarmName: 'upper' })
  })

  /**
   * @documented CloudWatch API Reference, DescribeAlarms: AlarmTypes, ChildrenOfAlarmName and
   *   ParentsOfAlarmName
   */
  test.each<[DescribeAlarmsCommandInput, string[], string[]]>([
    [{}, ['a', 'b', 'c', 'maintenance'], []],
    [{ AlarmTypes: ['CompositeAlarm'] }, [], ['lower', 'upper']],
    [{ AlarmTypes: ['CompositeAlarm', 'MetricAlarm'], AlarmNamePrefix: 'm' }, ['maintenance'], []],
    [{ AlarmTypes: ['CompositeAlarm'], StateValue: 'ALARM' }, [], []],
    [{ ChildrenOfAlarmName: 'upper' }, ['a'], ['lower']],
    [{ ChildrenOfAlarmName: 'a' }, [], []],
    [{ ParentsOfAlarmName: 'a' }, [], ['lower', 'upper']],
    [{ ParentsOfAlarmName: 'upper' }, [], []],
  ])('%j', async (input, metricAlarms, composites) => {
    expect(await names(input)).toEqual([metricAlarms, composites])
  })

  /**
   * @documented CloudWatch API Reference, DescribeAlarms, ParentsOfAlarmName: "Only the Alarm Name and ARN
   *   are returned"
   */
  test('"Only the Alarm Name and ARN are returned" of parents, and nothing else may be asked with them', async () => {
    const parents = await aws.client.send(new DescribeAlarmsCommand({ ParentsOfAlarmName: 'c' }))
    expect(parents.CompositeAlarms).toEqual([{ AlarmName: 'lower', AlarmArn: `${ARN}:lower` }])
    const both = { ParentsOfAlarmName: 'c', StateValue: 'OK' } as const
    await expect(aws.client.send(new DescribeAlarmsCommand(both))).rejects.toMatchObject({
      Code: 'ValidationError',
    })
  })

  /**
   * @documented CloudWatch API Reference, DescribeAlarms, NextToken: "The token returned by a previous call
   *   to indicate that there is more data available."
   */
  test('pages run over both kinds', async () => {
    const all = { AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] as const, MaxRecords: 5 }
    const input = { ...all, AlarmTypes: [...all.AlarmTypes] }
    const { CompositeAlarms, NextToken } = await aws.client.send(new DescribeAlarmsCommand(input))
    expect(CompositeAlarms).toHaveLength(1)
    expect(await names({ ...input, NextToken })).toEqual([[], ['upper']])
  })
})

/**
 * @documented CloudWatch API Reference, DeleteAlarms: at most one composite alarm in an operation; not an
 *   alarm that a composite alarm depends on
 */
test('an alarm that a composite alarm refers to cannot be deleted, nor two composite alarms at once', async () => {
  await aws.putComposite('ALARM(a)', { AlarmName: 'lower' })
  await aws.putComposite('ALARM(lower)', { AlarmName: 'upper' })
  await expect(delete_('a')).rejects.toMatchObject({
    Code: 'ValidationError',
    message: 'Cannot delete a as there are composite alarm(s) depending on it.',
  })
  await expect(delete_('lower', 'upper')).rejects.toThrow('at most one composite alarm')

  await aws.putComposite('ALARM(upper)', { AlarmName: 'lower' })
  await expect(delete_('upper')).rejects.toThrow('Cannot delete upper')
  await aws.putComposite('FALSE', { AlarmName: 'lower' })
  await delete_('upper')
  await delete_('lower', 'a')
  expect([await state('upper'), await state('lower')]).toEqual([undefined, undefined])
})

/**
 * @documented CloudWatch API Reference, SetAlarmState: a composite alarm is in the state until a child
 *   changes
 */
test('SetAlarmState acts without a triggering child, and lasts until a child changes', async () => {
  await aws.putComposite('ALARM(a)')
  told()
  await aws.setState('shop', 'ALARM')
  expect(JSON.parse(aws.topic.published[0]?.body ?? '{}')).toMatchObject({
    NewStateReason: 'a drill',
    TriggeringChildren: [],
  })
  await aws.setState('a', 'OK')
  expect(await state()).toBe('OK')
})

/**
 * @documented CloudWatch API Reference, PutCompositeAlarm, ActionsEnabled: "Indicates whether actions should
 *   be executed during any changes to the alarm state of the composite alarm."
 */
test('disabled actions are not executed', async () => {
  await aws.putComposite('ALARM(a)')
  await aws.client.send(new DisableAlarmActionsCommand({ AlarmNames: ['shop'] }))
  told()
  await aws.setState('a', 'ALARM')
  expect(await aws.composite()).toMatchObject({ StateValue: 'ALARM', ActionsEnabled: false })
  expect(told()).toEqual([])
})

/**
 * @documented CloudWatch API Reference, DescribeAlarmHistory, AlarmTypes: without it only metric alarms are
 *   returned
 */
test('the history tells of composite alarms where it is asked for them', async () => {
  await aws.putComposite('ALARM(a)')
  await aws.setState('a', 'ALARM')
  const history = async (input: object) => {
    const { AlarmHistoryItems = [] } = await aws.client.send(new DescribeAlarmHistoryCommand(input))
    return AlarmHistoryItems.map(({ AlarmType, HistorySummary }) => [AlarmType, HistorySummary])
  }

  const summaries = [
    `Successfully executed action ${TOPIC}`,
    'Alarm updated from OK to ALARM',
    `Successfully executed action ${TOPIC}`,
    'Alarm updated from INSUFFICIENT_DATA to OK',
    'Alarm "shop" created',
  ]
  expect(await history({ AlarmName: 'shop', AlarmTypes: ['CompositeAlarm'] })).toEqual(
    summaries.map(summary => ['CompositeAlarm', summary]),
  )
  expect(await history({ AlarmName: 'shop' })).toEqual([])
})

/**
 * @documented CloudWatch API Reference, PutCompositeAlarm, ActionsSuppressor, WaitPeriod and ExtensionPeriod:
 *   "After this time, the composite alarm performs its actions."
 */
describe('an ActionsSuppressor', () => {
  const WITH = {
    ActionsSuppressor: 'maintenance',
    ActionsSuppressorWaitPeriod: 60,
    ActionsSuppressorExtensionPeriod: 120,
  }
  const suppressedBy = async () => (await aws.composite()).ActionsSuppressedBy

  /** With the actions of its creation past. */
  async function putSuppressed(input: Partial<PutCompositeAlarmCommandInput> = {}) {
    await aws.putComposite('ALARM(a)', { ...WITH, ...input })
    await aws.clock.advanceBy({ seconds: 60 })
    expect(states()).toEqual(['OK'])
  }

  test('that stays OK delays actions by WaitPeriod ("After this time, the composite alarm performs its actions")', async () => {
    await putSuppressed()
    await aws.setState('a', 'ALARM')
    expect(await aws.composite()).toMatchObject({
      StateValue: 'ALARM',
      ActionsSuppressedBy: 'WaitPeriod',
      ActionsSuppressedReason: 'Actions suppressed by WaitPeriod',
    })
    await aws.clock.advanceBy({ seconds: 59 })
    expect(states()).toEqual([])

    await aws.clock.advanceBy({ seconds: 1 })
    expect(states()).toEqual(['ALARM'])
    expect(await suppressedBy()).toBeUndefined()
    expect(await aws.composite()).toMatchObject({
      StateTransitionedTimestamp: new Date(aws.clock.now() - 60_000),
      StateUpdatedTimestamp: new Date(aws.clock.now()),
    })
  })

  test('that goes into ALARM within WaitPeriod suppresses actions, until ExtensionPeriod has passed', async () => {
    await putSuppressed()
    await aws.setState('a', 'ALARM')
    await aws.clock.advanceBy({ seconds: 30 })
    await aws.setState('maintenance', 'ALARM')
    expect(await suppressedBy()).toBe('Alarm')
    await aws.clock.advanceBy({ hours: 1 })
    expect(states()).toEqual([])

    await aws.setState('maintenance', 'OK')
    expect(await suppressedBy()).toBe('ExtensionPeriod')
    await aws.clock.advanceBy({ seconds: 119 })
    expect(states()).toEqual([])
    await aws.clock.advanceBy({ seconds: 1 })
    expect(states()).toEqual(['ALARM'])
  })

  test.each([
    ['during WaitPeriod', async () => {}],
    ['while it is in ALARM', () => aws.setState('maintenance', 'ALARM')],
  ])('leaves nothing to do where the alarm is back in its former state %s', async (_, suppress) => {
    await putSuppressed()
    await aws.setState('a', 'ALARM')
    await suppress()
    await aws.setState('a', 'OK')
    await aws.setState('maintenance', 'OK')
    await aws.clock.advanceBy({ minutes: 5 })
    expect(states()).toEqual([])

    await aws.setState('a', 'ALARM')
    await aws.clock.advanceBy({ seconds: 59 })
    expect(states()).toEqual([])
    await aws.clock.advanceBy({ seconds: 1 })
    expect(states()).toEqual(['ALARM'])
  })

  test('with periods of 0 acts at once', async () => {
    await aws.putComposite('ALARM(a)', {
      ...WITH,
      ActionsSuppressorWaitPeriod: 0,
      ActionsSuppressorExtensionPeriod: 0,
    })
    await aws.setState('a', 'ALARM')
    expect(states()).toEqual(['OK', 'ALARM'])
    await aws.setState('maintenance', 'ALARM')
    await aws.setState('a', 'OK')
    expect(states()).toEqual([])
    await aws.setState('maintenance', 'OK')
    expect(states()).toEqual(['OK'])
  })

  /** @own not documented by AWS: a suppressor that is deleted */
  test('that is deleted, or taken from the configuration, suppresses no longer', async () => {
    await putSuppressed()
    await aws.setState('maintenance', 'ALARM')
    await aws.setState('a', 'ALARM')
    await aws.putComposite('ALARM(a)')
    expect(states()).toEqual(['ALARM'])

    await aws.putComposite('ALARM(a)', WITH)
    await aws.setState('a', 'OK')
    await delete_('maintenance')
    expect(await suppressedBy()).toBe('ExtensionPeriod')
    await aws.clock.advanceBy({ seconds: 120 })
    expect(states()).toEqual(['OK'])
  })

  /** @own not documented by AWS: an alarm that is deleted while its actions wait */
  test('of an alarm that is deleted acts no more', async () => {
    await putSuppressed()
    await aws.setState('a', 'ALARM')
    await delete_('shop')
    await aws.clock.advanceBy({ minutes: 5 })
    expect(states()).toEqual([])
  })
})

/**
 * @documented CloudWatch API Reference, PutCompositeAlarm: ActionsSuppressor, WaitPeriod and ExtensionPeriod
 *   go together; AlarmName has 1 to 255 characters
 * @own actions, refused as not simulated
 */
test.each<[string, Partial<PutCompositeAlarmCommandInput>]>([
  ['ActionsSuppressorWaitPeriod', { ActionsSuppressor: 'a' }],
  ['must be given together', { ActionsSuppressorWaitPeriod: 1, ActionsSuppressorExtensionPeriod: 1 }],
  [
    'The ActionsSuppressor nobody does not exist',
    { ActionsSuppressor: 'nobody', ActionsSuppressorWaitPeriod: 1, ActionsSuppressorExtensionPeriod: 1 },
  ],
  ['arn:aws:ssm', { AlarmActions: ['arn:aws:ssm:us-east-1:000000000000:opsitem:1'] }],
  ['another type', { AlarmName: 'b' }],
  ['alarmName', { AlarmName: 'x'.repeat(256) }],
])('%s is refused by name', async (named, input) => {
  await expect(aws.putComposite('ALARM(a)', input)).rejects.toThrow(named)
})

/**
 * @documented CloudFormation Template Reference, AWS::CloudWatch::CompositeAlarm: Ref is the name; Arn by
 *   Fn::GetAtt
 */
test('AWS::CloudWatch::CompositeAlarm: Ref is the name, and numbers may be strings', async () => {
  const properties = {
    AlarmRule: `ALARM("${ARN}:a")`,
    AlarmActions: [TOPIC],
    ActionsSuppressor: `${ARN}:maintenance`,
    ActionsSuppressorWaitPeriod: '60',
    ActionsSuppressorExtensionPeriod: '60',
  }
  const made = await create(aws.cloudWatch.resourceTypes, 'AWS::CloudWatch::CompositeAlarm', properties)

  expect(made).toEqual({
    physicalId: 'Test-Thing-1A2B3C',
    attributes: { Arn: `${ARN}:Test-Thing-1A2B3C` },
  })
  await aws.setState('a', 'ALARM')
  await aws.clock.advanceBy({ minutes: 1 })
  expect(states()).toEqual(['ALARM'])
  await expect(
    create(aws.cloudWatch.resourceTypes, 'AWS::CloudWatch::CompositeAlarm', { AlarmRule: 'ALARM(x)' }),
  ).rejects.toThrow('Test/Thing: the local AWS does not simulate this alarm')
})
