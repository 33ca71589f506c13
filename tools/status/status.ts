import { wiringOf } from '../clients/pipelines/pipelines.ts'
import { stageResources } from '../clients/pipelines/stage-resources.ts'
import type { Target } from '../clients/target.ts'
import { readActivity } from './activity.ts'
import { type AlarmState, alarmStates } from './alarm-states.ts'
import { type FunctionStatus, functionStatuses } from './function-status.ts'
import { keyStates } from './key-states.ts'
import { type Problem, problemsOf } from './problems.ts'

/** A stage at a glance. */
export interface Status {
  readonly stage: string
  /** ISO 8601. */
  readonly at: string
  /** What needs somebody; empty where all is well. */
  readonly problems: readonly Problem[]
  readonly functions: readonly FunctionStatus[]
  readonly alarms: readonly AlarmState[]
}

/** @throws MissingStageError */
export async function readStatus({ connection, stage }: Target, now: Date): Promise<Status> {
  const resources = await stageResources(connection, stage)
  const pipelines = await wiringOf(connection, stage, resources)
  const alarmNames = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap(resources.of)
  const [activity, alarms, keys] = await Promise.all([
    readActivity(connection, pipelines, now),
    alarmStates(connection, alarmNames),
    keyStates(connection, resources.of('AWS::KMS::Key')),
  ])
  return {
    stage,
    at: now.toISOString(),
    problems: problemsOf({ pipelines, alarms, keys }),
    functions: functionStatuses(pipelines, activity),
    alarms,
  }
}
