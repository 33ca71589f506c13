import { inFull } from './permissions.ts'
import { ofType } from './stage.ts'

interface AlarmProperties {
  AlarmName: string
  Namespace?: string
  MetricName: string
  Dimensions: { Name: string; Value: unknown }[]
  Statistic: string
  Period: number
  ComparisonOperator: string
  Threshold: number
  EvaluationPeriods: number
  DatapointsToAlarm?: number
  TreatMissingData: string
}

const IN_QUEUE = 'AWS/SQS ApproximateNumberOfMessagesVisible of QueueName, Maximum of 60 s'

/** When an alarm on one metric goes off, by the end of its name; `n` is different from alarm to alarm. */
const GOES_OFF: Record<string, string> = {
  'dead-letters': `${IN_QUEUE}: n or more in 1 of 1`,
  undelivered: `${IN_QUEUE}: 1 or more in 1 of 1`,
  'old-messages': 'AWS/SQS ApproximateAgeOfOldestMessage of QueueName, Maximum of 60 s: n or more in 3 of 3',
  'in-flight':
    'AWS/SQS ApproximateNumberOfMessagesNotVisible of QueueName, Maximum of 60 s: n or more in 1 of 1',
  'failed-records': 'Messaging/dev FailedRecords of service, Sum of 60 s: 1 or more in 3 of 5',
  'late-messages': 'Messaging/dev MessageAge of service, Maximum of 60 s: n or more in 1 of 1',
  'waiting-for-release':
    'Messaging/dev WaitingRecords of dependency, pipeline, Sum of 60 s: 1 or more in 2 of 20',
  'waiting-for': 'Messaging/dev WaitingRecords of dependency, Sum of 60 s: 1 or more in 3 of 15',
  'failed-deliveries': 'AWS/SNS NumberOfNotificationsFailed of TopicName, Sum of 60 s: 1 or more in 1 of 1',
  'lost-messages':
    'AWS/SNS NumberOfNotificationsFailedToRedriveToDlq of TopicName, Sum of 60 s: 1 or more in 1 of 1',
  'server-errors': 'AWS/ApiGateway 5xx of ApiId, Sum of 60 s: 1 or more in 5 of 10',
  'throttled-writes':
    'AWS/Kinesis WriteProvisionedThroughputExceeded of StreamName, Sum of 60 s: 1 or more in 3 of 5',
  'throttled-reads':
    'AWS/Kinesis ReadProvisionedThroughputExceeded of StreamName, Sum of 60 s: 1 or more in 3 of 5',
  'old-records': 'AWS/Lambda IteratorAge of FunctionName, Maximum of 300 s: 300000 or more in 1 of 5',
  'given-up':
    'AWS/Lambda OnFailureDestinationDeliveredEventCount of EventSourceMappingUUID, Sum of 60 s: 1 or more in 1 of 1',
  'lost-records': 'AWS/Lambda DestinationDeliveryFailures of FunctionName, Sum of 60 s: 1 or more in 1 of 1',
  'late-delivery':
    'AWS/Firehose DeliveryToS3.DataFreshness of DeliveryStreamName, Maximum of 300 s: 900 or more in 2 of 2',
}

/** Their thresholds: seconds of age, or messages. */
const THRESHOLDS: Record<string, number> = {
  'mail-emails-old-messages': 3_600,
  'mail-mailer-late-messages': 3_600,
  // Files that are no videos are dead letters, too.
  'video-uploads-dead-letters': 25,
  'video-uploads-old-messages': 7_200,
  'video-encoder-late-messages': 7_200,
  // Reminders wait for an hour, hidden.
  'clickstream-reminders-old-messages': 14_400,
  'clickstream-remind-late-messages': 14_400,
  'clickstream-reminders-in-flight': 60_000,
  // SNS delivers a replay faster than it is written.
  'shop-replay-old-messages': 86_400,
  'shop-replayed-late-messages': 86_400,
}

const DEFAULT_THRESHOLDS: Record<string, number> = {
  'dead-letters': 1,
  'old-messages': 300,
  'late-messages': 300,
}

const ofOneMetric = ofType('AWS::CloudWatch::Alarm')
  .map(({ Properties }) => Properties as unknown as AlarmProperties)
  .filter(({ Namespace }) => Namespace !== undefined)
  .map(alarm => ({ ...alarm, name: alarm.AlarmName.replace('Messaging-dev-', '') }))

function kindOf(name: string): string {
  const kind = Object.keys(GOES_OFF).find(
    each => name === each || name.endsWith(`-${each}`) || name.startsWith(`${each}-`),
  )
  if (kind === undefined) throw new Error(`The alarm ${name} is of no kind in the table.`)
  return kind
}

test.each(ofOneMetric)('$name goes off as the table says', alarm => {
  const kind = kindOf(alarm.name)
  const threshold = THRESHOLDS[alarm.name] ?? DEFAULT_THRESHOLDS[kind]
  expect(inWords(alarm)).toBe(GOES_OFF[kind]?.replace(/\bn\b/, String(threshold)))
})

test('every kind and every threshold in the tables is of an alarm', () => {
  const names = ofOneMetric.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(Object.keys(THRESHOLDS)))
  expect([...new Set(names.map(kindOf))].toSorted()).toEqual(Object.keys(GOES_OFF).toSorted())
})

test('an alarm of a function looks at the function that it is named after', () => {
  for (const { name, Dimensions, Namespace } of ofOneMetric) {
    if (Namespace !== 'Messaging/dev' || name.startsWith('waiting-for')) continue
    expect(name).toBe(`${inFull(Dimensions[0]?.Value)}-${kindOf(name)}`)
  }
})

test.each([
  ['AWS/SNS', 'AWS::SNS::Topic'],
  ['AWS/ApiGateway', 'AWS::ApiGatewayV2::Api'],
  ['AWS/Kinesis', 'AWS::Kinesis::Stream'],
  ['AWS/Firehose', 'AWS::KinesisFirehose::DeliveryStream'],
])('alarms of %s look at each %s of the stage', (namespace, type) => {
  const watched = ofOneMetric
    .filter(({ Namespace }) => Namespace === namespace)
    .flatMap(({ Dimensions }) => Dimensions.map(({ Value }) => inFull(Value)))
  // Those of the alarms themselves are watched by nobody.
  const all = ofType(type).filter(({ stack }) => !stack.endsWith('-Operations'))
  expect([...new Set(watched)].toSorted()).toEqual(all.map(({ id }) => id).toSorted())
})

function inWords(alarm: AlarmProperties): string {
  // Missing data are no events: nothing has failed.
  expect(alarm).toMatchObject({
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
  })
  const { DatapointsToAlarm: n = alarm.EvaluationPeriods, EvaluationPeriods: periods } = alarm
  const dimensions = alarm.Dimensions.map(({ Name }) => Name).join(', ')
  return (
    `${alarm.Namespace} ${alarm.MetricName} of ${dimensions}, ${alarm.Statistic} of ${alarm.Period} s: ` +
    `${alarm.Threshold} or more in ${n} of ${periods}`
  )
}
