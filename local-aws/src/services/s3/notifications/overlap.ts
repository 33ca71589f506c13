import { invalidArgument } from '../errors.ts'
import { shareEvents } from './event-types.ts'
import type { NotificationRule } from './notification-rule.ts'

/**
 * "Notification configurations that use Filter can't define filtering rules with overlapping prefixes, overlapping
 * suffixes, or prefix and suffix overlapping" (User Guide, "Configuring event notifications using object key name
 * filtering").
 *
 * @throws AwsError `InvalidArgument`
 */
export function checkUnambiguous(rules: readonly NotificationRule[]): void {
  for (const [position, rule] of rules.entries()) {
    for (const other of rules.slice(0, position)) {
      if (rule.id === other.id) {
        throw invalidArgument('Same ID used for multiple configurations. IDs must be unique', 'Id', rule.id)
      }
      if (overlap(rule, other)) {
        throw invalidArgument(
          'Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.',
          'Id',
          rule.id,
        )
      }
    }
  }
}

function overlap(rule: NotificationRule, other: NotificationRule): boolean {
  const [prefix, suffix] = [rule.prefix ?? '', rule.suffix ?? '']
  const [otherPrefix, otherSuffix] = [other.prefix ?? '', other.suffix ?? '']
  return (
    rule.events.some(type => other.events.some(otherType => shareEvents(type, otherType))) &&
    (prefix.startsWith(otherPrefix) || otherPrefix.startsWith(prefix)) &&
    (suffix.endsWith(otherSuffix) || otherSuffix.endsWith(suffix))
  )
}
