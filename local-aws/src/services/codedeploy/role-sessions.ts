import type { Account } from '../../account.ts'
import type { PrincipalCaller } from '../../identity/caller.ts'
import type { CredentialStore } from '../../identity/credentials.ts'

const SESSION_NAME = 'CodeDeploy'

/** CodeDeploy in the roles that it assumes: one session of each. */
export class RoleSessions {
  readonly #account: Account
  readonly #credentials: CredentialStore
  readonly #sessions = new Map<string, PrincipalCaller>()

  constructor(account: Account, credentials: CredentialStore) {
    this.#account = account
    this.#credentials = credentials
  }

  /** @returns undefined for a role that does not trust CodeDeploy, or is missing */
  callerIn(roleArn: string, sourceArn: string): PrincipalCaller | undefined {
    const codeDeploy = { kind: 'service', service: 'codedeploy.amazonaws.com', sourceArn } as const
    const permission = { action: 'sts:AssumeRole', resource: roleArn }
    if (!this.#account.authorization.allows(codeDeploy, permission)) return undefined
    const known = this.#sessions.get(roleArn)
    if (known) return known
    const { accessKeyId } = this.#credentials.assumeRole(roleArn, SESSION_NAME)
    const caller = this.#credentials.callerOf(accessKeyId)
    this.#sessions.set(roleArn, caller)
    return caller
  }
}
