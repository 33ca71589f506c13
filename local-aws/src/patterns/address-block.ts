import { BlockList, isIP, isIPv4 } from 'node:net'
import { InvalidPatternError } from './invalid-pattern.ts'

/** Compiles a test for whether an IP address, v4 or v6, is in a block such as `10.0.0.0/24`. */
export function compileAddressBlock(cidr: string): (text: string) => boolean {
  const [address = '', bits = '', ...more] = cidr.split('/')
  if (bits === '' || more.length > 0) throw new InvalidPatternError("Malformed CIDR, one '/' required")
  if (!/^\d+$/.test(bits)) throw new InvalidPatternError('Malformed CIDR, mask bits must be an integer')
  if (isIP(address) === 0) throw new InvalidPatternError(`Nonstandard IP address: ${address}`)
  const family = familyOf(address)
  if (Number(bits) > (family === 'ipv4' ? 32 : 128)) {
    throw new InvalidPatternError(`Malformed CIDR, mask bits must be < ${family === 'ipv4' ? 32 : 128}`)
  }

  const block = new BlockList()
  block.addSubnet(address, Number(bits), family)
  return text => isIP(text) !== 0 && familyOf(text) === family && block.check(text, family)
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv4(address) ? 'ipv4' : 'ipv6'
}
