import { RemovalPolicy } from 'aws-cdk-lib'
import {
  DeduplicationScope,
  FifoThroughputLimit,
  QueueEncryption,
  type QueueProps,
} from 'aws-cdk-lib/aws-sqs'
import type { DomainKey } from './domain-key.ts'

/**
 * What every queue has: a key that serves those who send to it, and TLS alone.
 *
 * Queues go with their stack, dead-letter queues too. What they hold is on its way and gone after 14 days at the
 * latest, without its stack nobody takes it, and CloudFormation does not find a queue again: it knows one by its URL,
 * which no template gives. Under its name a queue that was kept would only stop the next deployment.
 */
export function queueSecurity({ kmsKey }: DomainKey): QueueProps {
  return {
    encryption: QueueEncryption.KMS,
    encryptionMasterKey: kmsKey,
    enforceSSL: true,
    removalPolicy: RemovalPolicy.DESTROY,
  }
}

/** A FIFO queue has its limits per message group: "high throughput for FIFO queues" (SQS, FIFO queue quotas). */
export function throughput(fifo: boolean): QueueProps {
  if (!fifo) return {}
  return {
    fifo,
    deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
    fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
  }
}
