import { Template } from 'aws-cdk-lib/assertions'
import { BurnRateAlarms } from '../../../lib/constructs/burn-rate-alarms.ts'
import { descriptionOf, domain } from '../fixture.ts'

interface Query {
  Expression?: string
  Id: string
  ReturnData?: boolean
  MetricStat?: { Metric: object; Period: number; Stat: string }
}

function burnRates() {
  const stack = domain()
  const { rules } = new BurnRateAlarms(stack, 'BurnRate', stack, 'shop')
  const alarms = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'))
  return { rules, alarms: new Map(alarms.map(({ Properties }) => [Properties.AlarmName, Properties])) }
}

const inTime = (Period: number, Stat: string) => ({
  Metric: {
    Namespace: 'Messaging/dev',
    MetricName: 'InTime',
    Dimensions: [{ Name: 'pipeline', Value: 'shop' }],
  },
  Period,
  Stat,
})

test('go off together: while the budget burns fast over an hour and over five minutes, or slower over six and half an hour', () => {
  const on = (id: string) => `ALARM("Messaging-dev-shop-burn-rate-${id}")`
  expect(burnRates().rules).toEqual([`(${on('1h')} AND ${on('5m')})`, `(${on('6h')} AND ${on('30m')})`])
})

test.each([
  ['1h', 3600, 0.0144],
  ['6h', 21_600, 0.006],
])('%s: the share that failed, once three have', (id, period, threshold) => {
  const { Metrics, ...alarm } = burnRates().alarms.get(`Messaging-dev-shop-burn-rate-${id}`) ?? {}
  expect(alarm).toMatchObject({
    Threshold: threshold,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    EvaluationPeriods: 1,
    TreatMissingData: 'notBreaching',
  })
  const [expression, ...metrics] = Metrics as Query[]
  expect(expression?.Expression).toBe('IF(ended - good >= 3, (ended - good) / ended, 0)')
  expect(Object.fromEntries(metrics.map(({ Id, MetricStat }) => [Id, MetricStat]))).toEqual({
    ended: inTime(period, 'SampleCount'),
    good: inTime(period, 'Sum'),
  })
})

test.each([
  ['5m', 300, 0.0144],
  ['30m', 1800, 0.006],
])('%s: whether it still goes on', (id, period, threshold) => {
  const { Metrics, Threshold } = burnRates().alarms.get(`Messaging-dev-shop-burn-rate-${id}`) ?? {}
  expect(Threshold).toBe(threshold)
  const [expression, metric] = Metrics as Query[]
  expect(expression?.Expression).toBe('1 - share')
  expect(metric).toMatchObject({ Id: 'share', MetricStat: inTime(period, 'Average'), ReturnData: false })
})

test('say what was promised, and how long the budget lasts', () => {
  const { alarms } = burnRates()
  expect(descriptionOf(alarms.get('Messaging-dev-shop-burn-rate-1h') ?? {})).toContain(
    'Too few purchases were shipped or cancelled within 1 minute in the last 1 hour: 1.44 % or more were late or are dead letters, and the objective allows 0.1 % in 30 days. At this rate that is used up in 50 hours.',
  )
})
