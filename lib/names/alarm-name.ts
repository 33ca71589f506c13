import type { Construct } from 'constructs'
import type { Domain } from '../constructs/domain.ts'
import { refuse } from '../constructs/refusal.ts'

/** "Subjects must be … less than 100 characters long" (SNS, Publish). */
const SUBJECT_MAXIMUM = 99

/** `Asia Pacific (New Zealand)`: CloudWatch uses the long names of regions. */
const LONGEST_REGION = 26

/** The length of the text around the name in `ALARM: "…" in US East (N. Virginia)`. */
const AROUND = 'ALARM: "" in '.length + LONGEST_REGION

const WORDS = /^[a-z0-9]+(-[a-z0-9]+)*$/

/**
 * The words for the name of an alarm about constructs: `shop-purchases-shipping` for the ids `Purchases`, `Shipping`.
 */
export function alarmWords({ name }: Domain, ...about: readonly (Construct | string)[]): string {
  const ids = about.map(each => (typeof each === 'string' ? each : each.node.id))
  return [name, ...ids.map(id => id.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-'))]
    .join('-')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .toLowerCase()
}

/** The alarm names of each app. */
const named = new WeakMap<object, Set<string>>()

/**
 * The name of an alarm: `Messaging-<stage>-<words>`. The policy of the alarm topics allows the alarms of the stage by
 * this prefix.
 *
 * The name is in the subject of its mails. CloudWatch cuts a subject that is too long for SNS, and with it the end of
 * the name, which distinguishes alarms.
 *
 * @param words `shop-shipping-dead-letters`
 * @throws RefusedError for a name that would be cut, or that another alarm has
 */
export function alarmName(construct: Construct, { stage }: Pick<Domain, 'stage'>, words: string): string {
  const name = alarmNameOf(stage, words)
  if (!WORDS.test(words)) {
    refuse(construct, `Its name ends in "${words}".`, 'Use lower-case words and digits, joined by hyphens.')
  }
  const subject = AROUND + name.length
  if (subject > SUBJECT_MAXIMUM) {
    refuse(
      construct,
      `With its name ${name} the subject of its mails has up to ${subject} characters, and SNS allows ${SUBJECT_MAXIMUM}.`,
      `Shorten "${words}" by ${subject - SUBJECT_MAXIMUM}.`,
    )
  }
  refuseTaken(construct, name)
  return name
}

/** As {@link alarmName}, of an alarm that is made elsewhere. */
export function alarmNameOf(stage: string, words: string): string {
  return `Messaging-${stage}-${words}`
}

function refuseTaken(construct: Construct, name: string): void {
  const taken = named.get(construct.node.root) ?? new Set()
  if (taken.has(name)) refuse(construct, `Another alarm has its name, ${name}.`, 'Give it another name.')
  named.set(construct.node.root, taken.add(name))
}
