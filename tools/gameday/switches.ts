import { IAMClient } from '@aws-sdk/client-iam'
import { LambdaClient } from '@aws-sdk/client-lambda'
import type { Connection } from '../clients/connection.ts'
import type { Consumer } from './consumer.ts'
import { Denial } from './denial.ts'
import type { Dependency } from './dependency.ts'
import type { OutageTarget } from './outage-target.ts'
import { StoppedFunction } from './stopped-function.ts'

/** A call that hangs would keep what is down from being restored. */
const PATIENCE = { requestHandler: { connectionTimeout: 5_000, requestTimeout: 10_000 } }

/** What is there to be taken down of the consumers, and what is down. */
export class Switches {
  readonly #consumers: readonly Consumer[]
  readonly #iam: IAMClient
  readonly #lambda: LambdaClient

  constructor(connection: Connection, consumers: readonly Consumer[]) {
    this.#consumers = consumers
    this.#iam = new IAMClient({ ...connection, ...PATIENCE })
    this.#lambda = new LambdaClient({ ...connection, ...PATIENCE })
  }

  targetsOf(dependency: Dependency): OutageTarget[] {
    if (dependency === 'function') return this.#functions
    return this.#roles.map(role => new Denial(this.#iam, role, dependency))
  }

  /** The policies that a run which was killed has left on the roles. They bear its name: nobody else's do. */
  async leftDenials(): Promise<OutageTarget[]> {
    return onlyDown(this.#roles.map(role => new Denial(this.#iam, role)))
  }

  /** The functions that are stopped: by a run which was killed, or by a person. */
  async stoppedFunctions(): Promise<OutageTarget[]> {
    const functions = this.#functions
    const reserved = await Promise.all(functions.map(each => each.reserved()))
    return functions.filter((_, index) => reserved[index] === 0)
  }

  /** @throws where a function has a reserved concurrency, which nobody would know after this process was killed */
  async refuseReserved(): Promise<void> {
    for (const each of this.#functions) {
      const reserved = await each.reserved()
      if (!reserved) continue
      throw new Error(
        `${each.name} has a reserved concurrency of ${reserved}, which would be lost if this run were killed: take it ` +
          `away first (${each.remedy}), or choose another dependency.`,
      )
    }
  }

  /** Two consumers may share a role. */
  get #roles(): string[] {
    return [...new Set(this.#consumers.map(({ roleName }) => roleName))]
  }

  get #functions(): StoppedFunction[] {
    const names = new Set(this.#consumers.map(({ functionName }) => functionName))
    return [...names].map(name => new StoppedFunction(this.#lambda, name))
  }
}

async function onlyDown(denials: readonly Denial[]): Promise<OutageTarget[]> {
  const down = await Promise.all(denials.map(denial => denial.isDown()))
  return denials.filter((_, index) => down[index])
}
