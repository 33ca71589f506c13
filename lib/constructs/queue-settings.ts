import { RemovalPolicy } from 'aws-cdk-lib'
import {
  DeduplicationScope,
  FifoThroughputLimit,
  QueueEncryption,
  type QueueProps,
} from 'aws-cdk-lib/aws-sqs'
import type { DomainKey } from './domain-key.ts'

/**
 * The common settings of queues: a key that allows their senders, and a policy that requires TLS.
 *
 * Queues are deleted with their stack, dead-letter queues too. Their messages expire within 14 days, without the stack
 * nothing processes them, and CloudFormation cannot import a queue again, because it identifies queues by their URL,
 * which no template gives. A retained queue would only block the next deployment by its name.
 */
export function queueSecurity({ kmsKey }: DomainKey): QueueProps {
  return {
    encryption: QueueEncryption.KMS,
    encryptionMasterKey: kmsKey,
    enforceSSL: true,
    removalPolicy: RemovalPolicy.DESTROY,
  }
}

/** Limits of a FIFO queue per message group: "high throughput for FIFO queues" (SQS, FIFO queue quotas). */
export function throughput(fifo: boolean): QueueProps {
  if (!fifo) return {}
  return {
    fifo,
    deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
    fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
  }
}
