import { Annotations } from 'aws-cdk-lib'
import type { AddressedStacks } from '../add-stacks.ts'
import type { Config } from '../config.ts'

/** Domains that nobody has: RFC 2606, "Reserved Top Level DNS Names", and RFC 6761. */
const RESERVED = /(^|\.)(example\.(com|net|org)|example|test|invalid|localhost)$/i

/**
 * Says at each deployment that an address is a placeholder. It is no refusal, which would also stop `cdk ls`,
 * `cdk diff` and `cdk destroy`: the app cannot tell which of the CLI's commands it runs for.
 */
export function warnOfReservedAddresses(
  { mail, operations }: AddressedStacks,
  { sender, alarmAddress }: Config,
): void {
  if (isReserved(sender)) {
    Annotations.of(mail).addWarningV2(
      'messaging:reserved-sender',
      `The sender is ${sender}, in a domain that nobody can verify: SES refuses every mail, and each becomes a dead ` +
        'letter. Set "sender" to an address that SES has verified.',
    )
  }
  if (alarmAddress !== undefined && isReserved(alarmAddress)) {
    Annotations.of(operations).addWarningV2(
      'messaging:reserved-alarm-address',
      `The alarm address is ${alarmAddress}, in a domain that nobody reads mail in: alarms wake nobody. Set ` +
        '"alarmAddress" to an address of yours.',
    )
  }
}

function isReserved(address: string): boolean {
  return RESERVED.test(address.slice(address.lastIndexOf('@') + 1))
}
