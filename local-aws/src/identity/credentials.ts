import type { Account } from '../account.ts'
import { type Clock, toMilliseconds } from '../clock.ts'
import { secretHex } from '../random.ts'
import type { PrincipalCaller } from './caller.ts'

/** An access key that this AWS issued. */
export interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  /** Present on the temporary credentials of a role. */
  sessionToken?: string
  /** When they expire, in ms since the epoch of real time; undefined for a running function. */
  expiresAt?: number
}

/** The developer's credentials, which the command prints when it is ready. */
export const DEVELOPER: Readonly<Credentials> = { accessKeyId: 'local', secretAccessKey: 'local' }

/**
 * How long the credentials of an execution environment remain valid after its end, at most: "URLs that were created
 * with temporary credentials expire when these do", hours after the function that signed them has ended.
 */
const KEPT_AFTER_END_MS = toMilliseconds({ hours: 12 })
/** How many ended sessions are kept. */
const KEPT_ENDED_SESSIONS = 10_000

/**
 * Finds the principal of an access key.
 *
 * An access key that was not issued here belongs to an IAM user of the same name, so that a client with any credentials
 * can call any service. Where signatures are verified, only known keys are accepted.
 */
export class CredentialStore {
  readonly #account: Account
  readonly #known = new Map<string, { credentials: Credentials; caller: PrincipalCaller; clock: Clock }>()
  /** Access keys of sessions that have ended, the first to end first. */
  readonly #ended = new Set<string>()

  constructor(account: Account) {
    this.#account = account
    this.#known.set(DEVELOPER.accessKeyId, {
      credentials: DEVELOPER,
      caller: this.#user(DEVELOPER.accessKeyId),
      clock: account.clock.wall,
    })
  }

  /**
   * New temporary credentials for one session of `roleArn` (`arn:aws:iam::<account>:role/<name>`).
   *
   * @param expiresAt in ms since the epoch of real time; undefined for credentials that are valid until revoked
   */
  assumeRole(roleArn: string, sessionName: string, expiresAt?: number): Credentials {
    const { random, id, clock } = this.#account
    const credentials = {
      accessKeyId: `ASIA${random.letters(16)}`,
      secretAccessKey: secretHex(40),
      sessionToken: secretHex(64),
      expiresAt,
    }
    const roleName = roleArn.slice(roleArn.lastIndexOf('/') + 1)
    const caller: PrincipalCaller = {
      kind: 'principal',
      accountId: id,
      arn: `arn:aws:sts::${id}:assumed-role/${roleName}/${sessionName}`,
      userId: `AROA${roleName.toUpperCase()}:${sessionName}`,
      accessKeyId: credentials.accessKeyId,
    }
    // Only functions have credentials without an expiry.
    const theirs = expiresAt === undefined ? clock : clock.wall
    this.#known.set(credentials.accessKeyId, { credentials, caller, clock: theirs })
    return credentials
  }

  /** Ends a session. No new requests are signed with it; presigned requests stay valid for hours. */
  endSession(accessKeyId: string): void {
    const session = this.#known.get(accessKeyId)
    if (!session) return
    session.credentials.expiresAt = this.#account.clock.wall.now() + KEPT_AFTER_END_MS
    this.#ended.add(accessKeyId)
    for (const earlier of this.#ended) {
      if (this.#ended.size <= KEPT_ENDED_SESSIONS && this.find(earlier)) return
      this.#ended.delete(earlier)
      this.revoke(earlier)
    }
  }

  /** Ends a session; its access key is unknown from now on. */
  revoke(accessKeyId: string): void {
    this.#known.delete(accessKeyId)
  }

  /** The credentials with `accessKeyId`, if they are still valid. */
  find(accessKeyId: string): Credentials | undefined {
    const credentials = this.#known.get(accessKeyId)?.credentials
    const expired = (credentials?.expiresAt ?? Number.POSITIVE_INFINITY) <= this.#account.clock.wall.now()
    return expired ? undefined : credentials
  }

  /** The clock of an access key's holder: the account's clock for a function, real time for all others. */
  clockOf(accessKeyId: string): Clock {
    return this.#known.get(accessKeyId)?.clock ?? this.#account.clock.wall
  }

  callerOf(accessKeyId: string): PrincipalCaller {
    return this.#known.get(accessKeyId)?.caller ?? this.#user(accessKeyId)
  }

  #user(accessKeyId: string): PrincipalCaller {
    const { id } = this.#account
    return {
      kind: 'principal',
      accountId: id,
      arn: `arn:aws:iam::${id}:user/${accessKeyId}`,
      userId: accessKeyId,
      accessKeyId,
    }
  }
}
