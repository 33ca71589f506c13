import type { Account } from '../../account.ts'
import { AwsError } from '../../aws-error.ts'
import type { Caller } from '../../identity/caller.ts'
import type { Logs } from '../../ports.ts'
import type { ErrorLogTarget } from './s3-destination.ts'

/** What Firehose logs about a failure. */
export interface ErrorEntry {
  readonly deliveryStreamARN: string
  /** ARN of the bucket. */
  readonly destination: string
  readonly deliveryStreamVersionId: number
  readonly message: string
  /** `S3.AccessDenied`, `Lambda.FunctionError`, … */
  readonly errorCode: string
  /** ARN of the function that failed. */
  readonly processor?: string
}

/**
 * Logs errors as "Monitor Amazon Data Firehose using CloudWatch Logs" says: "you must create a log group and a log
 * stream in advance", and the role needs `logs:PutLogEvents`. Where either is missing, nothing is logged.
 */
export class ErrorLog {
  readonly #account: Account
  readonly #logs: Logs

  constructor(account: Account, logs: Logs) {
    this.#account = account
    this.#logs = logs
  }

  write(target: ErrorLogTarget | undefined, entry: ErrorEntry, caller: Caller): void {
    if (!target || !this.#logs.exists(target.group, target.stream) || this.#denied(target, caller)) return
    const timestamp = this.#account.clock.now()
    this.#logs.write(target.group, target.stream, [{ timestamp, message: JSON.stringify(entry) }])
  }

  #denied({ group, stream }: ErrorLogTarget, caller: Caller): boolean {
    const resource = this.#account.arn('logs', `log-group:${group}:log-stream:${stream}`)
    try {
      this.#account.authorization.check(caller, [{ action: 'logs:PutLogEvents', resource }])
      return false
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      return true
    }
  }
}
