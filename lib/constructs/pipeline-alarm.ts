import { Stack } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { isPipeline, type Pipeline } from '../../lambda/contracts/objective.ts'
import { alarmNameOf } from '../names/alarm-name.ts'
import type { Alarm } from './alarm.ts'
import { BurnRateAlarms } from './burn-rate-alarms.ts'
import { calledServices } from './called-services.ts'
import type { Domain } from './domain.ts'
import { explanationOf } from './runbook.ts'
import { anyOf, WakingAlarm } from './waking-alarm.ts'

/**
 * The one alarm of a domain that wakes somebody, over all others of its stack, and the alarms on its error budget.
 *
 * While something that the domain's functions call is down, or their messages wait for a release, an alarm
 * `waiting-for-…` of the operations stack has woken somebody already. So what it makes late, and in an outage what is
 * refused to clients, does not set this one off; what needs a person in any case does.
 */
export class PipelineAlarm extends Construct {
  readonly alarmName: string

  constructor(scope: Construct & Domain, id: string) {
    super(scope, id)
    const { name } = scope
    const burnRates = isPipeline(name) ? new BurnRateAlarms(this, 'BurnRate', scope, name).rules : []
    const { alarmName } = new WakingAlarm(this, 'Waking', {
      domain: scope,
      name,
      about: scope,
      rule: children => pipelineRule(children, burnRates, this.#excuses(scope)),
      runbook: 'pipeline',
      description:
        `Something in the pipeline ${name} needs somebody: at least one of its alarms is on. The reason in this message ` +
        'names the first; the CloudWatch console lists all that are on (Alarms, this alarm, Child alarms), and the ' +
        'description of each says what happened and links its runbook. It is over when all of them are. What is late ' +
        'does not count while an alarm waiting-for-… is on for a service that this pipeline calls, or for a release ' +
        'that its messages need; nor does, in an outage, what is refused to clients. That alarm has woken somebody, ' +
        'and the rest ends with it.',
    })
    this.alarmName = alarmName
  }

  #excuses({ name, stage }: Domain): Excuses {
    const named = (words: string) => alarmNameOf(stage, words)
    return {
      outage: calledServices(Stack.of(this)).map(dependency => named(`waiting-for-${dependency}`)),
      release: isPipeline(name) ? [named(waitingForRelease(name))] : [],
    }
  }
}

/** The alarms that say why something is late. */
export interface Excuses {
  /** Something is down that functions call. */
  readonly outage: readonly string[]
  /** Messages wait for a release. */
  readonly release: readonly string[]
}

/** The alarm on messages of a pipeline that wait for a release: its name after `Messaging-<stage>-`. */
export function waitingForRelease(pipeline: Pipeline): string {
  return `waiting-for-release-${pipeline}`
}

/** @param burnRates conditions that are as good as an alarm on something late */
export function pipelineRule(
  children: readonly Alarm[],
  burnRates: readonly string[],
  { outage, release }: Excuses,
): string {
  const single = children.filter(({ runbook }) => runbook !== 'burn-rate')
  const {
    none = [],
    outage: late = [],
    'outage or release': lateForRelease = [],
  } = Object.groupBy(single, ({ runbook }) => explanationOf(runbook))
  const conditions = (alarms: readonly Alarm[]) => alarms.map(({ alarmName }) => anyOf([alarmName]))
  return [
    ...conditions(none),
    ...unless(outage, conditions(late)),
    ...unless([...outage, ...release], [...conditions(lateForRelease), ...burnRates]),
  ].join(' OR ')
}

/** @param excuses the alarms while which the conditions do not count */
function unless(excuses: readonly string[], conditions: readonly string[]): string[] {
  return conditions.length === 0 ? [] : [`((${conditions.join(' OR ')}) AND NOT (${anyOf(excuses)}))`]
}
