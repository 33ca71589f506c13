import {
  DeduplicationScope,
  FifoThroughputLimit,
  QueueEncryption,
  type QueueProps,
} from 'aws-cdk-lib/aws-sqs'
import type { Domain } from './domain.ts'

/** What every queue has: its domain's key, TLS alone, and the stage's fate. */
export function queueSecurity({ key, removalPolicy }: Domain): QueueProps {
  return { encryption: QueueEncryption.KMS, encryptionMasterKey: key.kmsKey, enforceSSL: true, removalPolicy }
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
