import { Duration } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { Alarm, type AlarmProps } from '../../../lib/constructs/alarm.ts'
import { RefusedError } from '../../../lib/constructs/refusal.ts'
import { domain } from '../fixture.ts'

function alarm(props: Partial<Omit<AlarmProps, 'name' | 'runbook'>>): void {
  const stack = domain()
  const description = 'It went off.'
  new Alarm(stack, 'Late', {
    domain: stack,
    name: 'shop-late',
    metric: every(Duration.minutes(1)),
    threshold: 1,
    runbook: 'late-messages',
    description,
    ...props,
  })
}

function every(period: Duration): Metric {
  return new Metric({ namespace: 'Messaging', metricName: 'FailedRecords', period })
}

const { minutes, hours, days } = Duration

type Settings = Parameters<typeof alarm>[0]

const rows: [refused: Settings, words: string, nearest: Settings][] = [
  [
    { threshold: 0 },
    'Its threshold is 0, and it goes off at this value and above: it is on as soon as there is data. Use a number above 0.',
    { threshold: 0.1 },
  ],
  [
    { threshold: -1 },
    'Its threshold is -1, and it goes off at this value and above: it is on',
    { threshold: 1 },
  ],
  [
    { threshold: Number.NaN },
    'Its threshold is NaN, and it goes off at this value and above: it never does. Use a number above 0.',
    { threshold: 1 },
  ],
  [{ threshold: Number.POSITIVE_INFINITY }, 'Its threshold is Infinity', { threshold: 1e15 }],
  [
    { evaluationPeriods: 0 },
    'Its evaluationPeriods is 0. Use a whole number from 1 on.',
    { evaluationPeriods: 1 },
  ],
  [{ evaluationPeriods: 1.5 }, 'Its evaluationPeriods is 1.5.', { evaluationPeriods: 2 }],
  [
    { evaluationPeriods: 5, datapointsToAlarm: 6 },
    'Its datapointsToAlarm is 6. Use a whole number from 1 to its evaluationPeriods, 5.',
    { evaluationPeriods: 5, datapointsToAlarm: 5 },
  ],
  [{ datapointsToAlarm: 0 }, 'Its datapointsToAlarm is 0.', { datapointsToAlarm: 1 }],
  [
    { evaluationPeriods: 1441 },
    'It evaluates 1441 periods of 60 s, which are more than a day. Use at most 1440 evaluationPeriods, or a longer period.',
    { evaluationPeriods: 1440 },
  ],
  [
    { metric: every(hours(1)), evaluationPeriods: 169 },
    'It evaluates 169 periods of 3600 s, which are more than seven days. Use at most 168 evaluationPeriods',
    { metric: every(hours(1)), evaluationPeriods: 168 },
  ],
  [
    { metric: every(minutes(59)), evaluationPeriods: 25 },
    'It evaluates 25 periods of 3540 s, which are more than a day. Use at most 24',
    { metric: every(days(1)), evaluationPeriods: 7 },
  ],
  [
    // Both links have 184 characters in the region with the longest name.
    { description: `It ${'x'.repeat(838)}` },
    `Its description has 1025 characters: "It ${'x'.repeat(37)}…". CloudWatch allows 1024: shorten it, or move a part to a runbook.`,
    { description: 'x'.repeat(840) },
  ],
]

test.each(rows)('%j is refused', (refused, words, nearest) => {
  expect(() => alarm(refused)).toThrow(RefusedError)
  expect(() => alarm(refused)).toThrow(`Messaging-dev-Shop/Late: ${words}`)
  expect(() => alarm(nearest)).not.toThrow()
})

test('the CDK refuses a period that CloudWatch has not', () => {
  expect(() => every(Duration.seconds(45))).toThrow("'period' must be")
})
