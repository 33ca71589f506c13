import { Template } from 'aws-cdk-lib/assertions'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { Alarm } from '../../../lib/constructs/alarm.ts'
import type { DomainStack } from '../../../lib/domain-stack.ts'
import { descriptionOf, domain } from '../fixture.ts'

function alarm(stack: DomainStack, name: string, id = 'Alarm'): Alarm {
  const metric = new Metric({ namespace: 'Test', metricName: 'failures' })
  return new Alarm(stack, id, {
    domain: stack,
    name,
    metric,
    threshold: 1,
    runbook: 'failed-records',
    description: 'Look.',
  })
}

test('is named after its stage, links its runbook and its dashboard, and notifies nobody by itself', () => {
  const stack = domain()
  alarm(stack, 'shop-shipping-failures')
  const [{ Properties } = {}] = Object.values(
    Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'),
  )
  expect(Properties).toMatchObject({
    AlarmName: 'Messaging-dev-shop-shipping-failures',
    TreatMissingData: 'notBreaching',
  })
  expect(descriptionOf(Properties)).toBe(
    'Look.\nRunbook: https://example.com/docs/runbooks/failed-records.md\n' +
      'Dashboard: https://console.aws.amazon.com/cloudwatch/home?region=<region>#dashboards/dashboard/Messaging-dev-Overview',
  )
  expect(Properties).not.toHaveProperty('AlarmActions')
  expect(Properties).not.toHaveProperty('OKActions')
})

describe('combinations that cannot work are refused', () => {
  // `ALARM: "` + 60 + `" in Asia Pacific (New Zealand)` are 99.
  test('a name that the subject of a mail has no room for', () => {
    expect(() => alarm(domain(), 'x'.repeat(46))).not.toThrow()
    expect(() => alarm(domain(), 'x'.repeat(47))).toThrow(
      /^Messaging-dev-Shop\/Alarm: With its name Messaging-dev-x+ the subject of its mails has up to 100 characters, and SNS allows 99\. Shorten "x+" by 1\.$/,
    )
  })

  test('a name that another alarm has: CloudWatch would have one alarm for both', () => {
    const stack = domain()
    alarm(stack, 'failures')
    expect(() => alarm(stack, 'failures', 'Other')).toThrow(
      'Messaging-dev-Shop/Other: Another alarm has its name, Messaging-dev-failures. Give it another name.',
    )
    expect(() => alarm(domain(), 'failures')).not.toThrow()
  })

  test.each(['Failures', 'failed records', 'shop/shipping', '', '-x'])('the name %j', name => {
    expect(() => alarm(domain(), name)).toThrow('Use lower-case words and digits, joined by hyphens.')
  })
})
