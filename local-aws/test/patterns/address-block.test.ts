import { compileAddressBlock } from '../../src/patterns/address-block.ts'
import { InvalidPatternError } from '../../src/patterns/invalid-pattern.ts'

/** @documented SNS Developer Guide, String value matching, IP address matching: cidr matches the addresses of a block */
test.each<[block: string, inside: string[], outside: string[]]>([
  ['10.0.0.0/24', ['10.0.0.0', '10.0.0.255'], ['10.0.1.0', '9.255.255.255', '::', '10.0.0', 'ten', '']],
  ['10.0.0.1/32', ['10.0.0.1'], ['10.0.0.0', '10.0.0.2']],
  ['0.0.0.0/0', ['0.0.0.0', '255.255.255.255'], ['::', '::1']],
  ['2001:db8::/32', ['2001:db8::', '2001:db8:ffff::1'], ['2001:db9::', '10.0.0.1', 'ten', '']],
  ['2001:db8::1/128', ['2001:db8::1'], ['2001:db8::', '2001:db8::2']],
  ['::/0', ['::', 'ffff::'], ['0.0.0.0']],
])('%s', (block, inside, outside) => {
  const matches = compileAddressBlock(block)
  expect(inside.filter(text => !matches(text))).toEqual([])
  expect(outside.filter(matches)).toEqual([])
})

/** @own what is refused */
test.each([
  ['10.0.0.0', "Malformed CIDR, one '/' required"],
  ['10.0.0.0/', "Malformed CIDR, one '/' required"],
  ['10.0.0.0/8/8', "Malformed CIDR, one '/' required"],
  ['10.0.0.0/x', 'Malformed CIDR, mask bits must be an integer'],
  ['10.0.0.0/8x', 'Malformed CIDR, mask bits must be an integer'],
  ['10.0.0/8', 'Nonstandard IP address: 10.0.0'],
  ['/8', 'Nonstandard IP address: '],
  ['10.0.0.0/33', 'Malformed CIDR, mask bits must be < 32'],
  ['2001:db8::/129', 'Malformed CIDR, mask bits must be < 128'],
])('%s is refused', (block, reason) => {
  expect(() => compileAddressBlock(block)).toThrow(InvalidPatternError)
  expect(() => compileAddressBlock(block)).toThrow(reason)
})
