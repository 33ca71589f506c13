import { Lazy } from 'aws-cdk-lib'
import { CfnCompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import { alarmName } from '../names/alarm-name.ts'
import { Alarm } from './alarm.ts'
import { linksOf } from './alarm-links.ts'
import { refuseDescription } from './alarm-rules.ts'
import type { AlarmingStage } from './domain.ts'
import { refuse } from './refusal.ts'
import type { Runbook } from './runbook.ts'

export interface WakingAlarmProps {
  readonly domain: AlarmingStage
  /** What it is called after `Messaging-<stage>-`: `shop`. */
  readonly name: string
  /** Whose alarms it is about: those of this construct and below. */
  readonly about: Construct
  /** @returns when it is on, as CloudWatch's rule language says it (PutCompositeAlarm, AlarmRule) */
  readonly rule: (children: readonly Alarm[]) => string
  readonly runbook: Runbook
  /** As an alarm's; the links are added. */
  readonly description: string
}

/** PutCompositeAlarm, AlarmRule: "Maximum length of 10240", and "up to 100" alarms. */
const MAXIMUM_RULE = 10_240
const MAXIMUM_CHILDREN = 100

/**
 * The one alarm that notifies, for several that do not: CloudWatch's composite alarm. It tells its topic when it goes off,
 * and another when it is over.
 *
 * Children are named, not referred to, so that an alarm of another stack can be in the rule. Those below `about` are
 * deployed first: CloudWatch refuses a rule with an alarm that does not exist.
 */
export class WakingAlarm extends Construct {
  readonly alarmName: string

  constructor(scope: Construct, id: string, props: WakingAlarmProps) {
    super(scope, id)
    const { alarms, recoveries } = props.domain.alarmTopics
    this.alarmName = alarmName(this, props.domain, props.name)
    const description = props.description + linksOf(this, props.domain.alarmLinks, props.runbook)
    refuseDescription(this, description)
    const children = alarmsBelow(props.about)
    this.node.addDependency(...children)
    new CfnCompositeAlarm(this, 'Resource', {
      alarmName: this.alarmName,
      alarmRule: Lazy.string({ produce: () => this.#checked(props.rule(alarmsBelow(props.about))) }),
      alarmDescription: description,
      alarmActions: [alarms.topicArn],
      okActions: [recoveries.topicArn],
    })
    this.#refuseLateChildren(props.about, children)
  }

  #checked(rule: string): string {
    if (rule.length > MAXIMUM_RULE) {
      refuse(
        this,
        `Its rule has ${rule.length} characters, and CloudWatch takes ${MAXIMUM_RULE}.`,
        'Split the pipeline into two stacks, each with an alarm of its own.',
      )
    }
    const names = new Set(rule.match(/"[^"]+"/g))
    if (names.size > MAXIMUM_CHILDREN) {
      refuse(
        this,
        `Its rule names ${names.size} alarms, and CloudWatch takes ${MAXIMUM_CHILDREN}.`,
        'Split the pipeline into two stacks, each with an alarm of its own.',
      )
    }
    return rule
  }

  /** An alarm that is made after this one may be deployed after it, and the deployment fails. */
  #refuseLateChildren(about: Construct, children: readonly Alarm[]): void {
    this.node.addValidation({
      validate: () =>
        alarmsBelow(about)
          .filter(alarm => !children.includes(alarm))
          .map(({ node }) => `The alarm ${node.path} was made after it. Make it before.`),
    })
  }
}

/** The alarms of a construct and of all below it. */
export function alarmsBelow(construct: Construct): Alarm[] {
  return construct.node.findAll().filter(each => each instanceof Alarm)
}

/** `ALARM("a") OR ALARM("b")` @param names at least one */
export function anyOf(names: readonly string[]): string {
  return names.map(name => `ALARM("${name}")`).join(' OR ')
}
