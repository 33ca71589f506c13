import { isIP, isIPv4 } from 'node:net'
import { Token } from 'aws-cdk-lib'
import type { Refuse } from '../constructs/refusal.ts'
import { show } from './show.ts'

/** `10.0.0.0/24` or `2001:db8::/32` (SNS, String value matching, IP address matching). */
export function refuseUnlessAddressBlock(block: unknown, refuse: Refuse): void {
  if (Token.isUnresolved(block) || (typeof block === 'string' && isAddressBlock(block))) return
  refuse(`${show(block)} is not a block of IP addresses`, "Write an address and its mask: '10.0.0.0/24'.")
}

function isAddressBlock(text: string): boolean {
  const [address = '', bits = '', ...more] = text.split('/')
  if (more.length > 0 || isIP(address) === 0 || !/^\d+$/.test(bits)) return false
  return Number(bits) <= (isIPv4(address) ? 32 : 128)
}
