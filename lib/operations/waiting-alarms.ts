import { Duration } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import { type Dependency, dependencies } from '../../lambda/contracts/dependency.ts'
import { Alarm } from '../constructs/alarm.ts'
import { type AlarmingStage, metricNamespace } from '../constructs/domain.ts'
import { anyOf, WakingAlarm } from '../constructs/waking-alarm.ts'

/** What functions call, and the network. */
type Service = Exclude<Dependency, 'release'>

/** The name of each, and where to look first. */
const WORDS: Readonly<Record<Service, { name: string; look: string }>> = {
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
    const services = dependencies.filter(dependency => dependency !== 'release')
    for (const service of services) this.#alarm(service, stage)
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

  #alarm(service: Service, stage: AlarmingStage): void {
    new Alarm(this, service, {
      domain: stage,
      name: `waiting-for-${service}`,
      metric: waitingRecords(stage, { dependency: service }),
      threshold: 1,
      // It lasts longer than the backlog of an outage: what is late because of it then wakes nobody again.
      evaluationPeriods: 15,
      datapointsToAlarm: 3,
      runbook: 'waiting',
      description: aboutService(service, stage),
    })
  }
}

/** Records that wait, by what they wait for. */
export function waitingRecords(stage: AlarmingStage, dimensionsMap: Record<string, string>): Metric {
  return new Metric({
    namespace: metricNamespace(stage),
    metricName: 'WaitingRecords',
    dimensionsMap,
    statistic: 'Sum',
    period: Duration.minutes(1),
  })
}

function aboutService(dependency: Service, { stage }: AlarmingStage): string {
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
