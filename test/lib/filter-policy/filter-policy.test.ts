import { CfnParameter } from 'aws-cdk-lib'
import { RootConstruct } from 'constructs'
import { RefusedError } from '../../../lib/constructs/refusal.ts'
import { type FilterPolicy, refuseFilter } from '../../../lib/filter-policy/filter-policy.ts'
import { domain } from '../fixture.ts'
import { type AnyPolicy, refused, refusedHere, taken } from './filter-policies.ts'

function check(policy: AnyPolicy): void {
  refuseFilter(new RootConstruct('Subscription'), policy as FilterPolicy)
}

function short(policy: AnyPolicy): string {
  return JSON.stringify(policy).slice(0, 80)
}

test.each(taken.map(policy => [short(policy), policy] as const))('takes %s', (_, policy) => {
  expect(() => check(policy)).not.toThrow()
})

test.each([...refused, ...refusedHere].map(([policy, words]) => [short(policy), policy, words] as const))(
  'refuses %s',
  (_, policy, words) => {
    expect(() => check(policy)).toThrow(RefusedError)
    expect(() => check(policy)).toThrow('Subscription: Its filter policy ')
    expect(() => check(policy)).toThrow(words)
  },
)

test('takes what only the deployment knows', () => {
  const parameter = new CfnParameter(domain(), 'Limit', { type: 'Number' })
  const values = [
    parameter.valueAsString,
    { prefix: parameter.valueAsString },
    { cidr: parameter.valueAsString },
  ]
  check({ a: values, b: [{ numeric: ['>=', parameter.valueAsNumber, '<', 0] }] })
})
