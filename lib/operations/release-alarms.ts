import { Construct } from 'constructs'
import { type Pipeline, pipelines } from '../../lambda/contracts/objective.ts'
import { Alarm } from '../constructs/alarm.ts'
import type { AlarmingStage } from '../constructs/domain.ts'
import { waitingForRelease } from '../constructs/pipeline-alarm.ts'
import { anyOf, WakingAlarm } from '../constructs/waking-alarm.ts'
import { waitingRecords } from './waiting-alarms.ts'

/**
 * An alarm for the messages of each pipeline that wait for a release, and one over them all that wakes somebody. They are
 * apart from the alarms on services, because they may be on for days: an outage meanwhile wakes somebody all the same.
 */
export class ReleaseAlarms extends Construct {
  constructor(scope: Construct, id: string, stage: AlarmingStage) {
    super(scope, id)
    for (const pipeline of pipelines) this.#alarm(pipeline, stage)
    new WakingAlarm(this, 'Waking', {
      domain: stage,
      name: 'waiting-for-release',
      about: this,
      rule: children => anyOf(children.map(({ alarmName }) => alarmName)),
      runbook: 'waiting',
      description: aboutRelease(stage),
    })
  }

  #alarm(pipeline: Pipeline, stage: AlarmingStage): void {
    new Alarm(this, pipeline, {
      domain: stage,
      name: waitingForRelease(pipeline),
      metric: waitingRecords(stage, { dependency: 'release', pipeline }),
      threshold: 1,
      // A message that waits comes again within ten minutes, and may be the only one (lambda/queue/backoff.ts).
      evaluationPeriods: 20,
      datapointsToAlarm: 2,
      runbook: 'waiting',
      description:
        `Messages of ${pipeline} have a version that its deployed functions do not know, and wait for the release that ` +
        'does. While this alarm is on, and until twenty minutes after the last of them, what is late in this pipeline ' +
        'wakes nobody. The alarm waiting-for-release says what to do.',
    })
  }
}

function aboutRelease({ stage }: AlarmingStage): string {
  return (
    'Messages wait because they have a version that the deployed functions do not know: a producer of a later release ' +
    'runs already, or consumers were rolled back behind it. The reason in this message names the pipeline. Nothing is ' +
    'lost and no try is used up. On a FIFO queue the later messages of the same customer wait behind them. Who waits and ' +
    `for which version: search the log groups /messaging/${stage}/ for waitsFor = "release"; the reason names the type. ` +
    'Deploy the release that takes it, or take the producer back. The messages go on by themselves within ten minutes. ' +
    "After three quarters of the queue's retention, three days as a rule, they become dead letters."
  )
}
