import { Account } from '../src/account.ts'
import { FrontDoor, type PathHandler } from '../src/api/front-door/front-door.ts'
import type { ServiceApi } from '../src/api/service-api.ts'
import { type Clock, SteppedClock } from '../src/clock.ts'
import { CredentialStore, type Credentials } from '../src/identity/credentials.ts'
import { Random } from '../src/random.ts'
import type { SignedTarget } from './signed-request.ts'

/** A few services behind a real front door, for tests of one service at a time. */
export class Rig<C extends Clock = SteppedClock> {
  readonly account: Account
  readonly clock: C
  readonly credentials: CredentialStore
  /** The access key of the user `test`. */
  readonly developer: Credentials
  #door: FrontDoor | undefined

  constructor(clock: C) {
    this.clock = clock
    this.account = new Account('us-east-1', clock, new Random(1))
    this.credentials = new CredentialStore(this.account)
    this.developer = this.credentials.createAccessKey('test')
  }

  static stepped(): Rig {
    return new Rig(new SteppedClock())
  }

  async open(services: readonly ServiceApi[], paths: readonly PathHandler[] = []): Promise<void> {
    this.#door = new FrontDoor(this.account, this.credentials, services, paths)
    await this.#door.open(0)
  }

  /** For requests that no SDK sends. */
  get target(): SignedTarget {
    return { endpoint: this.account.endpoint, credentials: this.developer }
  }

  /** Who sends what {@link Rig.client} sends. */
  get caller() {
    return this.credentials.callerOf(this.developer.accessKeyId)
  }

  async close(): Promise<void> {
    await this.#door?.close()
  }

  /** What an SDK client is made with. */
  get client() {
    return {
      endpoint: this.account.endpoint,
      region: this.account.region,
      credentials: this.developer,
      maxAttempts: 1,
    }
  }
}
