import type { PrincipalCaller } from './caller.ts'
import type { CredentialStore } from './credentials.ts'

/** A service in the roles that it assumes: one session of each. */
export class AssumedRoles {
  readonly #credentials: CredentialStore
  readonly #sessionName: string
  readonly #sessions = new Map<string, PrincipalCaller>()

  constructor(credentials: CredentialStore, sessionName: string) {
    this.#credentials = credentials
    this.#sessionName = sessionName
  }

  /** Whether the role trusts the service is for the service to check. */
  callerIn(roleArn: string): PrincipalCaller {
    const known = this.#sessions.get(roleArn)
    if (known) return known
    const { accessKeyId } = this.#credentials.assumeRole(roleArn, this.#sessionName)
    const caller = this.#credentials.callerOf(accessKeyId)
    this.#sessions.set(roleArn, caller)
    return caller
  }
}
