import type { RemovalPolicy } from 'aws-cdk-lib'
import type { IGrantable } from 'aws-cdk-lib/aws-iam'
import type { FunctionBundles } from '../packaging/function-bundles.ts'
import type { FunctionName } from '../packaging/functions.ts'
import type { AlarmLinks } from './alarm-links.ts'
import type { AlarmTopics } from './alarm-topics.ts'
import type { Canaries } from './canaries.ts'
import type { DomainKey } from './domain-key.ts'

/** The part of a table that the consumer of a queue needs. */
export interface TriesTable {
  readonly tableName: string
  grant(grantee: IGrantable, ...actions: ('BatchGetItem' | 'BatchWriteItem')[]): void
}

/** The part of a domain that an alarm needs. */
export type AlarmingStage = Pick<Domain, 'stage' | 'alarmTopics' | 'alarmLinks'>

/** The properties that all constructs of a domain share. */
export interface Domain {
  /** `shop`; the name of its key, and the second part of its API's log group. */
  readonly name: string
  readonly stage: string
  readonly key: DomainKey
  /** The key of another stack, for undelivered messages, which must be kept even if `key` is unusable. */
  readonly operationsKey: DomainKey
  /** The topics for alarms. */
  readonly alarmTopics: AlarmTopics
  /** Where alarms send whoever reads them. */
  readonly alarmLinks: AlarmLinks
  readonly functions: FunctionBundles
  /** Where the consumers of its queues record the tries of messages, by message id. */
  readonly tries: TriesTable
  /** For new versions of its consumers; undefined in a stage where they take over at once. */
  readonly canaries?: Canaries | undefined
  /** What happens to tables, buckets and their keys when their stack is deleted. */
  readonly removalPolicy: RemovalPolicy
}

/**
 * The name of a log group: `/messaging/<stage>/<part>`, with one prefix for all.
 *
 * @param part the function, such as `shop/shipping`, or another part of a domain that has a log
 */
export function logGroupName(
  { stage }: Domain,
  part: FunctionName | `${string}/api` | `${string}/lake`,
): string {
  return `/messaging/${stage}/${part}`
}

/** The common prefix of the domain's log groups: `/messaging/<stage>/shop/`. */
export function logGroupPrefix({ stage, name }: Domain): string {
  return `/messaging/${stage}/${name}/`
}

/** The namespace of the functions' metrics: one per stage, so that no stage sets off another's alarm. */
export function metricNamespace({ stage }: Pick<Domain, 'stage'>): string {
  return `Messaging/${stage}`
}
