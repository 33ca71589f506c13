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
 * Powertools' records, except that completed records of one turn of the event loop are written together.
 *
 * Powertools' own `UpdateItem` has no condition, so a put is equivalent: the conditional put before took the lock, and
 * only its holder writes the end. A put also removes `in_progress_expiration`, which is not read from completed
 * records.
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

/** Runs `send` once per e-mail id; later calls return the first result. */
export type SendOnce = (emailId: string, send: () => Promise<string>) => Promise<string>

/**
 * Makes a {@link SendOnce} for one invocation. The lock on an e-mail that is being sent ends with that invocation.
 *
 * If another invocation is sending the e-mail, the error is one to retry. A function that dies after SES accepted the
 * e-mail and before this is recorded sends it again, because SES has no idempotency.
 */
export function sendingOnce(context: Context): SendOnce {
  return makeIdempotent((_emailId: string, send: () => Promise<string>) => send(), {
    persistenceStore,
    // Longer than a request can wait: 14 days each in the queue and in the dead-letter queue.
    config: new IdempotencyConfig({ expiresAfterSeconds: 30 * DAY_SECONDS, lambdaContext: context }),
    keyPrefix: 'email',
    dataIndexArgument: 0,
  })
}
