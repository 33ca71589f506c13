import { IAMClient } from '@aws-sdk/client-iam'
import { LambdaClient } from '@aws-sdk/client-lambda'
import type { Connection } from '../clients/connection.ts'
import type { Consumer } from './consumer.ts'
import { Denial } from './denial.ts'
import type { Dependency } from './dependency.ts'
import type { OutageTarget } from './outage-target.ts'
import { StoppedFunction } from './stopped-function.ts'

/** Time limits, because a hanging call would prevent the restoration. */
const PATIENCE = { requestHandler: { connectionTimeout: 5_000, requestTimeout: 10_000 } }

/** Finds what can be taken down for the consumers, and what is down. */
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

  /** The policies that a killed run left on the roles, recognized by their name. */
  async leftDenials(): Promise<OutageTarget[]> {
    return onlyDown(this.#roles.map(role => new Denial(this.#iam, role)))
  }

  /** The functions that are stopped, by a killed run or by a person. */
  async stoppedFunctions(): Promise<OutageTarget[]> {
    const functions = this.#functions
    const reserved = await Promise.all(functions.map(each => each.reserved()))
    return functions.filter((_, index) => reserved[index] === 0)
  }

  /** @throws if a function has a reserved concurrency, because its value would be lost if this process were killed */
  async refuseReserved(): Promise<void> {
    for (const each of this.#functions) {
      const reserved = await each.reserved()
      if (!reserved) continue
      throw new Error(
        `${each.name} has a reserved concurrency of ${reserved}, which would be lost if this run were killed: remove it ` +
          `first (${each.remedy}), or choose another dependency.`,
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
