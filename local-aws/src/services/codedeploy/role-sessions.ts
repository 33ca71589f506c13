import type { Account } from '../../account.ts'
import { AssumedRoles } from '../../identity/assumed-roles.ts'
import type { PrincipalCaller } from '../../identity/caller.ts'
import type { CredentialStore } from '../../identity/credentials.ts'

/** CodeDeploy in the roles that it assumes. */
export class RoleSessions {
  readonly #account: Account
  readonly #roles: AssumedRoles

  constructor(account: Account, credentials: CredentialStore) {
    this.#account = account
    this.#roles = new AssumedRoles(credentials, 'CodeDeploy')
  }

  /** @returns undefined for a role that does not trust CodeDeploy, or is missing */
  callerIn(roleArn: string, sourceArn: string): PrincipalCaller | undefined {
    const codeDeploy = { kind: 'service', service: 'codedeploy.amazonaws.com', sourceArn } as const
    const permission = { action: 'sts:AssumeRole', resource: roleArn }
    if (!this.#account.authorization.allows(codeDeploy, permission)) return undefined
    return this.#roles.callerIn(roleArn)
  }
}
