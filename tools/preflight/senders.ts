import type { SynthesizedResource } from './assembly.ts'

/** The sender addresses that policies of the stacks allow. */
export function senders(resources: readonly SynthesizedResource[]): string[] {
  const addresses = resources
    .filter(({ Type }) => Type === 'AWS::IAM::Policy')
    .flatMap(({ Properties }) => Properties?.PolicyDocument?.Statement ?? [])
    .flatMap(({ Condition }) => Condition?.StringEquals?.['ses:FromAddress'] ?? [])
  return [...new Set(addresses as string[])]
}
