import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency'
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Context } from 'aws-lambda'
import { environmentVariable } from '../runtime/environment.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'

const DAY_SECONDS = 86_400

const persistenceStore = new DynamoDBPersistenceLayer({
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
