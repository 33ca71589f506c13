import { Stack } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { isPipeline } from '../../lambda/contracts/objective.ts'
import { alarmNameOf } from '../names/alarm-name.ts'
import type { Alarm } from './alarm.ts'
import { BurnRateAlarms } from './burn-rate-alarms.ts'
import { calledServices } from './called-services.ts'
import type { Domain } from './domain.ts'
import { isExplainedByOutage } from './runbook.ts'
import { anyOf, WakingAlarm } from './waking-alarm.ts'

/**
 * The one alarm of a domain that wakes somebody, over all others of its stack, and the alarms on its error budget.
 *
 * While something that the domain's functions call is down, the alarm `waiting-for-…` of the operations stack has woken
 * somebody already. So what is late meanwhile, or refused to clients, does not set this one off; what needs a person in
 * any case does.
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
      rule: children => pipelineRule(children, burnRates, this.#waitingAlarms(scope)),
      runbook: 'pipeline',
      description:
        `Something in the pipeline ${name} needs somebody: at least one of its alarms is on. The reason in this message ` +
        'names the first; the CloudWatch console lists all that are on (Alarms, this alarm, Child alarms), and the ' +
        'description of each says what happened and links its runbook. It is over when all of them are. Alarms on what ' +
        'is late, or refused to clients, do not count while an alarm waiting-for-… is on for a service that this ' +
        'pipeline calls: that one has woken somebody, and they end with the outage.',
    })
    this.alarmName = alarmName
  }

  #waitingAlarms({ stage }: Domain): string[] {
    return calledServices(Stack.of(this)).map(dependency => alarmNameOf(stage, `waiting-for-${dependency}`))
  }
}

/**
 * @param burnRates conditions that are as good as an alarm on something late
 * @param waiting the alarms that say that something is down
 */
export function pipelineRule(
  children: readonly Alarm[],
  burnRates: readonly string[],
  waiting: readonly string[],
): string {
  const single = children.filter(({ runbook }) => runbook !== 'burn-rate')
  const names = (explained: boolean) =>
    single.filter(({ runbook }) => isExplainedByOutage(runbook) === explained).map(alarm => alarm.alarmName)
  const faults = names(false)
  const late = [...names(true).map(name => anyOf([name])), ...burnRates]
  return [
    ...(faults.length > 0 ? [anyOf(faults)] : []),
    ...(late.length > 0 ? [`((${late.join(' OR ')}) AND NOT (${anyOf(waiting)}))`] : []),
  ].join(' OR ')
}
