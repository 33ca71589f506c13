import type { RemovalPolicy } from 'aws-cdk-lib'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { DomainKey } from './domain-key.ts'
import type { FunctionBundles } from './function-bundles.ts'

/** What all building blocks of one domain share. */
export interface Domain {
  /** `shop`; the directory under `lambda/` and the second part of the log groups' names. */
  readonly name: string
  readonly stage: string
  readonly key: DomainKey
  /** Where alarms are told. */
  readonly alarmTopic: ITopic
  readonly functions: FunctionBundles
  /** What becomes of data when its stack is deleted. */
  readonly removalPolicy: RemovalPolicy
}

/** `/messaging/<stage>/<domain>/<part>`: one prefix finds them all. */
export function logGroupName({ stage, name }: Domain, part: string): string {
  return `/messaging/${stage}/${name}/${part}`
}
