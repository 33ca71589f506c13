import { PutDashboardCommand } from '@aws-sdk/client-cloudwatch'
import fc from 'fast-check'
import { type CloudWatchRig, openCloudWatch } from './cloudwatch-rig.ts'

/*
 * Whatever the rule of a composite alarm and the body of a dashboard are, they are taken, or refused with an error that
 * blames them.
 */

let aws: CloudWatchRig

beforeAll(async () => {
  aws = await openCloudWatch()
  for (const AlarmName of ['a', 'b']) await aws.putAlarm({ AlarmName })
  await aws.putComposite('FALSE', { AlarmName: 'c' })
})
afterAll(() => aws.close())

async function codeOf(request: Promise<unknown>): Promise<string | undefined> {
  const error = await request.then(
    () => undefined,
    cause => cause,
  )
  return error?.Code
}

const RULE_PIECES = [
  'ALARM',
  'OK',
  'INSUFFICIENT_DATA',
  'AT_LEAST',
  'TRUE',
  'FALSE',
  ' AND ',
  ' OR ',
  ' NOT ',
]
const PIECES = [...RULE_PIECES, ...'()",%2 \\', 'a', 'b', 'c', 'shop', 'ALARM(a)', 'AT_LEAST(1, OK, (a, b))']

/** @own the reading of rules */
test('any rule, those that make cycles too', () => {
  const pieces = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 12 })
  const rule = fc.oneof(
    pieces.map(parts => parts.join('')),
    fc.string({ minLength: 1 }),
  )
  const name = fc.constantFrom('shop', 'c')
  return fc.assert(
    fc.asyncProperty(rule, name, async (text, AlarmName) => {
      expect([undefined, 'ValidationError']).toContain(await codeOf(aws.putComposite(text, { AlarmName })))
      await aws.setState('a', 'OK')
      await aws.setState('a', 'ALARM')
    }),
    { numRuns: 200 },
  )
})

/** @own the reading of dashboards */
test('any body of a dashboard', () => {
  const key = fc.constantFrom(
    'type',
    'x',
    'width',
    'properties',
    'metrics',
    'annotations',
    'alarms',
    'region',
    'period',
  )
  const leaf = fc.oneof(
    fc.constantFrom('metric', 'text', 'log', 'alarm', 'constructor'),
    fc.integer(),
    fc.jsonValue(),
  )
  const { node } = fc.letrec<{ node: unknown }>(tie => ({
    node: fc.oneof(
      { depthSize: 'medium' },
      leaf,
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(key, tie('node')),
    ),
  }))
  const body = fc.oneof(
    node.map(widget => JSON.stringify({ widgets: [widget] })),
    node.map(any => JSON.stringify(any)),
    fc.string({ minLength: 1 }),
  )
  return fc.assert(
    fc.asyncProperty(body, async DashboardBody => {
      const put = aws.client.send(new PutDashboardCommand({ DashboardName: 'shop', DashboardBody }))
      expect([undefined, 'InvalidParameterInput']).toContain(await codeOf(put))
    }),
    { numRuns: 300 },
  )
})
