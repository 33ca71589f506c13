import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency'
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb'
import type { IdempotencyRecord } from '@aws-lambda-powertools/idempotency/persistence'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Context } from 'aws-lambda'
import { environmentVariable } from '../runtime/environment.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { writeSent } from './sent-writes.ts'

const DAY_SECONDS = 86_400

/**
 * Powertools' records, except that those of a turn that are completed are written together.
 *
 * Its own `UpdateItem` has no condition, so that a put does the same: the lock was taken by the conditional put before,
 * and whoever holds it writes the end. A put also removes `in_progress_expiration`, which nobody reads of a record that is
 * completed.
 */
class SentEmails extends DynamoDBPersistenceLayer {
  protected override _updateRecord(record: IdempotencyRecord): Promise<void> {
    return writeSent({
      ...this.getKey(record.idempotencyKey),
      status: { S: record.getStatus() },
      expiration: { N: String(record.expiryTimestamp) },
      data: { S: String(record.responseData) },
    })
  }
}

const persistenceStore = new SentEmails({
  tableName: environmentVariable('SENT_TABLE'),
  awsSdkV3Client: sdkClient(DynamoDBClient),
})

/** Runs `send` once for an e-mail id, and gives what it gave then to every later call. */
export type SendOnce = (emailId: string, send: () => Promise<string>) => Promise<string>

/**
 * What sends e-mails once during one invocation. The lock on an e-mail that is being sent ends with that invocation.
 *
 * Where another invocation is at it this very moment the error is one to retry. A function that dies after SES took
 * the e-mail and before that is written down sends it again: SES has no way to say "once".
 */
export function sendingOnce(context: Context): SendOnce {
  return makeIdempotent((_emailId: string, send: () => Promise<string>) => send(), {
    persistenceStore,
    // Longer than a request can wait: two queues of 14 days each, its own and the dead-letter queue.
    config: new IdempotencyConfig({ expiresAfterSeconds: 30 * DAY_SECONDS, lambdaContext: context }),
    keyPrefix: 'email',
    dataIndexArgument: 0,
  })
}
