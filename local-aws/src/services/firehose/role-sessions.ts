import type { Account } from '../../account.ts'
import type { PrincipalCaller } from '../../identity/caller.ts'
import type { CredentialStore } from '../../identity/credentials.ts'
import { invalidArgument } from './errors.ts'

const SESSION_NAME = 'FirehoseToS3'

/** Firehose in the roles that it assumes: one session of each. */
export class RoleSessions {
  readonly #account: Account
  readonly #credentials: CredentialStore
  readonly #sessions = new Map<string, PrincipalCaller>()

  constructor(account: Account, credentials: CredentialStore) {
    this.#account = account
    this.#credentials = credentials
  }

  /**
   * Checks that a role trusts Firehose.
   *
   * @throws AwsError `InvalidArgumentException`
   */
  checkAssumable(roleArn: string, deliveryStreamArn: string): void {
    const firehose = {
      kind: 'service',
      service: 'firehose.amazonaws.com',
      sourceArn: deliveryStreamArn,
    } as const
    const permission = { action: 'sts:AssumeRole', resource: roleArn }
    if (this.#account.authorization.allows(firehose, permission)) return
    throw invalidArgument(`Firehose is unable to assume role ${roleArn}. Please check the role provided.`)
  }

  callerIn(roleArn: string): PrincipalCaller {
    const known = this.#sessions.get(roleArn)
    if (known) return known
    const { accessKeyId } = this.#credentials.assumeRole(roleArn, SESSION_NAME)
    const caller = this.#credentials.callerOf(accessKeyId)
    this.#sessions.set(roleArn, caller)
    return caller
  }
}
