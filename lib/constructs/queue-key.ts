import type { Construct } from 'constructs'
import type { Domain } from './domain.ts'
import type { GuardedQueue } from './guarded-queue.ts'
import { refuse } from './refusal.ts'

/**
 * A service that sends to a queue uses the queue's key, and a domain's key allows only the topics and buckets of that
 * domain.
 *
 * @param sender `SNS`
 * @throws RefusedError if the queue belongs to another domain
 */
export function refuseForeignKey(
  construct: Construct,
  sender: 'SNS' | 'S3',
  domain: Domain,
  queue: GuardedQueue,
): void {
  if (queue.queue.encryptionMasterKey === domain.key.kmsKey) return
  refuse(
    construct,
    `The queue ${queue.node.path} is encrypted with the key of another domain than ${domain.name}, which does not ` +
      `let ${sender} send for this one.`,
    `Give the domain ${domain.name} its own queue, whose consumer may send to the other one.`,
  )
}

/**
 * A queue for undelivered messages is useful only if it accepts messages that the other queue refuses.
 *
 * @throws RefusedError if one key would encrypt both
 */
export function refuseSharedKey(construct: Construct, { name, key, operationsKey }: Domain): void {
  if (operationsKey.kmsKey !== key.kmsKey) return
  refuse(
    construct,
    `The operationsKey of the domain ${name} is ${key.node.path}, the key of the domain itself: when it refuses a ` +
      'message, it refuses to keep it as undelivered, too.',
    "Give the domain another stack's key as operationsKey.",
  )
}
