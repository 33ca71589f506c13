import type { Refuse } from './errors.ts'
import { policyMembers } from './policy-members.ts'

/**
 * The retention that an archive policy asks for: "a single value, MessageRetentionPeriod, which represents the number of
 * days Amazon SNS retains messages", "a minimum of one day to a maximum of 365 days".
 *
 * @param text JSON such as `{"MessageRetentionPeriod":"30"}`; the number may be one of JSON, too, as CloudFormation takes it
 * @returns days; undefined for `{}`, which turns archiving off
 * @throws the error that `refuse` creates from the reason
 */
export function archivePolicy(text: string, refuse: Refuse): number | undefined {
  const members = policyMembers('ArchivePolicy', text, ['MessageRetentionPeriod'], refuse)
  if (Object.keys(members).length === 0) return undefined
  const { MessageRetentionPeriod: given } = members
  const days = typeof given === 'number' ? String(given) : given
  if (typeof days !== 'string' || !/^[1-9]\d{0,2}$/.test(days) || Number(days) > 365) {
    throw refuse(
      `ArchivePolicy: Invalid value [${given}] for MessageRetentionPeriod. Must be a number of days from 1 to 365`,
    )
  }
  return Number(days)
}

/** The policy as `GetTopicAttributes` returns it. */
export function archivePolicyText(days: number | undefined): string | undefined {
  return days === undefined ? undefined : JSON.stringify({ MessageRetentionPeriod: String(days) })
}
