import type { Account } from '../../account.ts'
import { AssumedRoles } from '../../identity/assumed-roles.ts'
import type { PrincipalCaller } from '../../identity/caller.ts'
import type { CredentialStore } from '../../identity/credentials.ts'
import { invalidArgument } from './errors.ts'

/** Firehose in the roles that it assumes. */
export class RoleSessions {
  readonly #account: Account
  readonly #roles: AssumedRoles

  constructor(account: Account, credentials: CredentialStore) {
    this.#account = account
    this.#roles = new AssumedRoles(credentials, 'FirehoseToS3')
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
    return this.#roles.callerIn(roleArn)
  }
}
