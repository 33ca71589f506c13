import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { KMS } from '@aws-sdk/client-kms'
import { SNS } from '@aws-sdk/client-sns'
import { LocalAws } from '../../../src/local-aws.ts'
import { ALLOW_ACCOUNT, allowService, KEY_ACTIONS_OF_SENDERS } from '../../resource-policies.ts'

let aws: LocalAws
let clients: { cloudWatch: CloudWatch; kms: KMS; sns: SNS }

beforeAll(async () => {
  aws = await LocalAws.start()
  const options = { endpoint: aws.endpoint, region: 'us-east-1', credentials: aws.developer }
  clients = { cloudWatch: new CloudWatch(options), kms: new KMS(options), sns: new SNS(options) }
})
afterAll(async () => {
  for (const client of Object.values(clients)) client.destroy()
  await aws.stop()
})

/** The outcomes of an alarm's actions, the latest first. */
async function outcomes(): Promise<string[]> {
  const { AlarmHistoryItems = [] } = await clients.cloudWatch.describeAlarmHistory({
    AlarmName: 'late',
    HistoryItemType: 'Action',
  })
  return AlarmHistoryItems.map(({ HistorySummary = '' }) => HistorySummary)
}

/**
 * @documented SNS Developer Guide, Key management: for CloudWatch alarms the key policy of an encrypted topic must let
 *   cloudwatch.amazonaws.com use kms:GenerateDataKey and kms:Decrypt
 */
test('an alarm tells an encrypted topic only where the key policy lets CloudWatch use the key', async () => {
  const { KeyMetadata } = await clients.kms.createKey({})
  const KeyId = KeyMetadata?.Arn as string
  const { TopicArn = '' } = await clients.sns.createTopic({
    Name: 'alarms',
    Attributes: { KmsMasterKeyId: KeyId },
  })
  await clients.cloudWatch.putMetricAlarm({
    AlarmName: 'late',
    Namespace: 'Shop',
    MetricName: 'late',
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'ignore',
    AlarmActions: [TopicArn],
  })
  const ring = async () => {
    for (const StateValue of ['OK', 'ALARM'] as const) {
      await clients.cloudWatch.setAlarmState({ AlarmName: 'late', StateValue, StateReason: 'a drill' })
    }
    return (await outcomes())[0]
  }
  expect(await ring()).toMatch(
    /^Failed to execute action .*cloudwatch.amazonaws.com for .*:alarm:late is not authorized to perform: kms:GenerateDataKey/,
  )
  const Statement = [ALLOW_ACCOUNT, allowService('cloudwatch.amazonaws.com', KEY_ACTIONS_OF_SENDERS)]
  await clients.kms.putKeyPolicy({ KeyId, Policy: JSON.stringify({ Statement }) })
  expect(await ring()).toBe(`Successfully executed action ${TopicArn}`)
})
