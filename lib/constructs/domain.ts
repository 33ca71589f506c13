import type { RemovalPolicy } from 'aws-cdk-lib'
import type { IGrantable } from 'aws-cdk-lib/aws-iam'
import type { FunctionBundles } from '../packaging/function-bundles.ts'
import type { FunctionName } from '../packaging/functions.ts'
import type { AlarmTopics } from './alarm-topics.ts'
import type { DomainKey } from './domain-key.ts'

/** The part of a table that the consumer of a queue needs. */
export interface TriesTable {
  readonly tableName: string
  grant(grantee: IGrantable, ...actions: ('BatchGetItem' | 'BatchWriteItem')[]): void
}

/** What an alarm needs to know of where it stands. */
export type AlarmingStage = Pick<Domain, 'stage' | 'alarmTopics'>

/** What all building blocks of one domain share. */
export interface Domain {
  /** `shop`; the name of its key, and the second part of its API's log group. */
  readonly name: string
  readonly stage: string
  readonly key: DomainKey
  /** The key of another stack, for what must be kept when `key` refuses: messages that SNS could not deliver. */
  readonly operationsKey: DomainKey
  /** Where alarms are told. */
  readonly alarmTopics: AlarmTopics
  readonly functions: FunctionBundles
  /** Where the consumers of its queues write down which messages they try again, by message id. */
  readonly tries: TriesTable
  /** What becomes of tables, buckets and the keys that encrypt them when their stack is deleted. */
  readonly removalPolicy: RemovalPolicy
}

/**
 * `/messaging/<stage>/<part>`: one prefix finds them all.
 *
 * @param part `shop/shipping`: the function whose log it is, or the domain and what else of it has one
 */
export function logGroupName({ stage }: Domain, part: FunctionName | `${string}/api`): string {
  return `/messaging/${stage}/${part}`
}

/** What the names of all log groups of the domain begin with: `/messaging/<stage>/shop/`. */
export function logGroupPrefix({ stage, name }: Domain): string {
  return `/messaging/${stage}/${name}/`
}

/** Where the functions' own metrics are: stages share none, so that no stage sets off another's alarm. */
export function metricNamespace({ stage }: Pick<Domain, 'stage'>): string {
  return `Messaging/${stage}`
}
