import { Duration } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import { type Dependency, dependencies } from '../../lambda/contracts/dependency.ts'
import { Alarm } from '../constructs/alarm.ts'
import { type AlarmingStage, metricNamespace } from '../constructs/domain.ts'
import { anyOf, WakingAlarm } from '../constructs/waking-alarm.ts'

/** The name of each dependency, and where to look first. */
const WORDS: Readonly<Record<Exclude<Dependency, 'release'>, { name: string; look: string }>> = {
  dynamodb: {
    name: 'DynamoDB',
    look: 'Is the table there and active, may the role use it, is it throttled?',
  },
  kinesis: {
    name: 'Kinesis',
    look: 'Is the stream there and active, may the role use it, are its shards full?',
  },
  kms: {
    name: 'KMS',
    look: "Is the domain's key enabled, and does the role's policy let the function use it?",
  },
  s3: { name: 'S3', look: 'Is the bucket there, and may the role use it?' },
  ses: {
    name: 'SES',
    look: 'Is the sender still verified, and is sending paused (SES console, Account dashboard)?',
  },
  sns: { name: 'SNS', look: 'Is the topic there, and may the role publish to it?' },
  sqs: { name: 'SQS', look: 'Is the queue that the function sends to there, and may the role send to it?' },
  other: {
    name: 'another service, or the network,',
    look: 'The reason has the code of the connection that failed.',
  },
}

/**
 * An alarm for each thing that functions call, and one over them all that wakes somebody: once, however many functions
 * need what is down.
 */
export class WaitingAlarms extends Construct {
  constructor(scope: Construct, id: string, stage: AlarmingStage) {
    super(scope, id)
    for (const dependency of dependencies) this.#alarm(dependency, stage)
    new WakingAlarm(this, 'Waking', {
      domain: stage,
      name: 'waiting',
      about: this,
      rule: children => anyOf(children.map(({ alarmName }) => alarmName)),
      runbook: 'waiting',
      description:
        'Messages wait because something that functions call is down: the reason in this message names the alarm ' +
        'waiting-for-… that says what. Nothing is lost, and the messages go on by themselves when it is back. Until a ' +
        'quarter of an hour after that, the alarms of the pipelines that call it leave out what is late or refused ' +
        'because of it. Look at the alarms that are on (CloudWatch console, Alarms, this alarm, Child alarms).',
    })
  }

  #alarm(dependency: Dependency, stage: AlarmingStage): void {
    new Alarm(this, dependency, {
      domain: stage,
      name: `waiting-for-${dependency}`,
      metric: new Metric({
        namespace: metricNamespace(stage),
        metricName: 'WaitingRecords',
        dimensionsMap: { dependency },
        statistic: 'Sum',
        period: Duration.minutes(1),
      }),
      threshold: 1,
      // It lasts longer than the backlog of an outage: what is late because of it then wakes nobody again.
      // A message that waits for a release comes again within ten minutes, and may be the only one.
      evaluationPeriods: dependency === 'release' ? 20 : 15,
      datapointsToAlarm: dependency === 'release' ? 2 : 3,
      runbook: 'waiting',
      description: dependency === 'release' ? aboutRelease(stage) : aboutService(dependency, stage),
    })
  }
}

function aboutService(dependency: Exclude<Dependency, 'release'>, { stage }: AlarmingStage): string {
  const { name, look } = WORDS[dependency]
  return (
    `Messages wait because ${name} answers with errors, throttles, does not answer, or refuses the function; or ` +
    'because what the function uses there is missing. Nothing is lost and no try is used up: the messages go on by ' +
    'themselves, in order, up to five minutes after it is mended, and a little later after an outage of hours. ' +
    `Who waits and why: search the log groups /messaging/${stage}/ for waitsFor = "${dependency}"; the ` +
    `reason names the error. ${look} If AWS is at fault (AWS Health Dashboard), there is nothing to do for three ` +
    "quarters of the queue's retention, three days as a rule; then messages become dead letters."
  )
}

function aboutRelease({ stage }: AlarmingStage): string {
  return (
    'Messages wait because they have a version that the deployed functions do not know: a producer of a later release ' +
    'runs already, or consumers were rolled back behind it. Nothing is lost and no try is used up. On a FIFO queue the ' +
    `later messages of the same customer wait behind them. Who waits and for which version: search the log groups ` +
    `/messaging/${stage}/ for waitsFor = "release"; the reason names the type. Deploy the release that takes it, or ` +
    'take the producer back. The messages go on by themselves up to five minutes later, and a little later after hours ' +
    "of waiting. After three quarters of the queue's retention, three days as a rule, they become dead letters."
  )
}
