import {
  DeleteRolePolicyCommand,
  GetRolePolicyCommand,
  type IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import type { Service } from './dependency.ts'
import type { OutageTarget } from './outage-target.ts'

/** The name of the inline policy that denies a service; nothing else has this name. */
export const POLICY_NAME = 'messaging-gameday'

/** Denies a role all actions of a service, whatever its other policies allow: an explicit deny wins. */
export class Denial implements OutageTarget {
  readonly name: string
  readonly remedy: string
  readonly #client: IAMClient
  readonly #role: string
  readonly #service: Service | undefined

  /** @param service undefined to only remove the policy */
  constructor(client: IAMClient, roleName: string, service?: Service) {
    this.#client = client
    this.#role = roleName
    this.#service = service
    this.name = `the role ${roleName}`
    this.remedy = `aws iam delete-role-policy --role-name ${roleName} --policy-name ${POLICY_NAME}`
  }

  async takeDown(): Promise<void> {
    const statement = { Sid: 'Gameday', Effect: 'Deny', Action: `${this.#service}:*`, Resource: '*' }
    await this.#client.send(
      new PutRolePolicyCommand({
        ...this.#policy,
        PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
      }),
    )
  }

  async restore(): Promise<void> {
    await this.#client.send(new DeleteRolePolicyCommand(this.#policy)).catch(unlessAbsent)
  }

  /** Whether the role has the policy. */
  async isDown(): Promise<boolean> {
    const found = await this.#client.send(new GetRolePolicyCommand(this.#policy)).catch(unlessAbsent)
    return found !== undefined
  }

  get #policy() {
    return { RoleName: this.#role, PolicyName: POLICY_NAME }
  }
}

function unlessAbsent(error: Error): undefined {
  if (error.name !== 'NoSuchEntityException' && error.name !== 'NoSuchEntity') throw error
}
