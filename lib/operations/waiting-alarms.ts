import { Duration } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import { type Dependency, dependencies } from '../../lambda/contracts/dependency.ts'
import { Alarm } from '../constructs/alarm.ts'
import { type AlarmingStage, metricNamespace } from '../constructs/domain.ts'

/** The name of each dependency, and where to look first. */
const WORDS: Readonly<Record<Dependency, { name: string; look: string }>> = {
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

/** One alarm per dependency: it goes off once, however many functions need the dependency. */
export class WaitingAlarms extends Construct {
  constructor(scope: Construct, id: string, stage: AlarmingStage) {
    super(scope, id)
    for (const dependency of dependencies) this.#alarm(dependency, stage)
  }

  #alarm(dependency: Dependency, stage: AlarmingStage): void {
    const { name, look } = WORDS[dependency]
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
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      description:
        `Messages wait because ${name} answers with errors, throttles, does not answer, or refuses the function; or ` +
        'because what the function uses there is missing. Nothing is lost and no try is used up: the messages go on by ' +
        'themselves, in order, up to five minutes after it is mended, and a little later after an outage of hours. ' +
        `Who waits and why: search the log groups /messaging/${stage.stage}/ for waitsFor = "${dependency}"; the ` +
        `reason names the error. ${look} If AWS is at fault (AWS Health Dashboard), there is nothing to do for three ` +
        "quarters of the queue's retention, three days as a rule; then messages become dead letters.",
    })
  }
}
