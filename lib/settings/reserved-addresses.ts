import { Annotations } from 'aws-cdk-lib'
import type { AddressedStacks } from '../add-stacks.ts'
import type { Config } from '../config.ts'
import { PLACEHOLDER } from './runbooks-address.ts'

/** Reserved domains: RFC 2606, "Reserved Top Level DNS Names", and RFC 6761. */
const RESERVED = /(^|\.)(example\.(com|net|org)|example|test|invalid|localhost)$/i

/**
 * Warns at each deployment that an address is a placeholder. It does not refuse, because that would also stop `cdk ls`,
 * `cdk diff` and `cdk destroy`: the app cannot tell which command of the CLI runs it.
 */
export function warnOfReservedAddresses(
  { mail, operations }: AddressedStacks,
  { sender, alarmAddress, runbooks }: Config,
): void {
  if (isReserved(sender)) {
    Annotations.of(mail).addWarningV2(
      'messaging:reserved-sender',
      `The sender is ${sender}, in a domain that nobody can verify: SES refuses every mail. Each waits for days, ` +
        'then becomes a dead letter. Set "sender" to an address that SES has verified.',
    )
  }
  if (alarmAddress !== undefined && isReserved(alarmAddress)) {
    Annotations.of(operations).addWarningV2(
      'messaging:reserved-alarm-address',
      `The alarm address is ${alarmAddress}, in a domain without mailboxes: nobody gets the alarms. Set ` +
        '"alarmAddress" to your own address.',
    )
  }
  if (runbooks === PLACEHOLDER) {
    Annotations.of(operations).addWarningV2(
      'messaging:no-runbooks',
      `Alarms link their runbooks at ${runbooks}, which leads nowhere, because package.json names no repository. Set ` +
        '"runbooks" to where you read docs/runbooks, or "repository" in package.json.',
    )
  }
}

function isReserved(address: string): boolean {
  return RESERVED.test(address.slice(address.lastIndexOf('@') + 1))
}
