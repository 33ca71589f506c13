import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency'
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb'
import type { IdempotencyRecord } from '@aws-lambda-powertools/idempotency/persistence'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Context } from 'aws-lambda'
import { PermanentFailure } from '../queue/failures.ts'
import { environmentVariable } from '../runtime/environment.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { writeSent } from './sent-writes.ts'

const DAY_SECONDS = 86_400
const DAY_MS = DAY_SECONDS * 1_000

/** Longer than a request can wait: 14 days each in the queue and in the dead-letter queue. */
const REMEMBERED_DAYS = 30

/** A request is so old that its e-mail may have been sent, and the record of that deleted. */
export class EmailForgotten extends PermanentFailure {
  override readonly name = 'EmailForgotten'
}

/**
 * Refuses an e-mail that may have been sent so long ago that nobody remembers. A day is left for clocks that differ.
 *
 * No e-mail is sent before what it is about has happened, so a record that was ever written is still there until then.
 *
 * @param time when what the e-mail is about happened, ISO 8601: the same however often, and however late, it is asked for
 * @throws EmailForgotten
 */
export function refuseForgotten(time: string, now: Date): void {
  const ageMs = now.getTime() - Date.parse(time)
  if (ageMs < (REMEMBERED_DAYS - 1) * DAY_MS) return
  throw new EmailForgotten(
    `what the e-mail is about happened ${Math.floor(ageMs / DAY_MS)} days ago, and sent e-mails are remembered for ` +
      `${REMEMBERED_DAYS}: it may have been sent. Drop it; if it was not sent, ask for it under another e-mail id`,
  )
}

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
    config: new IdempotencyConfig({
      expiresAfterSeconds: REMEMBERED_DAYS * DAY_SECONDS,
      lambdaContext: context,
    }),
    keyPrefix: 'email',
    dataIndexArgument: 0,
  })
}
