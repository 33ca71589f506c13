import type { Account } from '../../account.ts'
import { invalidRequest } from './errors.ts'
import { WorkGroup } from './work-group.ts'
import { newConfiguration, type WorkGroupConfiguration } from './work-group-configuration.ts'

/** The workgroup that every account has. */
export const PRIMARY = 'primary'

export interface NewWorkGroup {
  Name: string
  Configuration?: WorkGroupConfiguration
  Description?: string
  Tags?: { Key: string; Value: string }[]
}

/** The workgroups of the account. */
export class WorkGroups {
  readonly #account: Account
  readonly #groups = new Map<string, WorkGroup>()

  constructor(account: Account) {
    this.#account = account
    // Queries that name no workgroup run in it; it enforces nothing.
    this.create({ Name: PRIMARY, Configuration: { EnforceWorkGroupConfiguration: false } })
  }

  /** Ordered by name. */
  all(): WorkGroup[] {
    return [...this.#groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** @throws AwsError `InvalidRequestException` */
  get(name: string): WorkGroup {
    const group = this.#groups.get(name)
    if (!group) throw invalidRequest('WorkGroup is not found.')
    return group
  }

  /** The ARN of a workgroup. */
  arn(name: string): string {
    return this.#account.arn('athena', `workgroup/${name}`)
  }

  /** @throws AwsError `InvalidRequestException` */
  create({ Name, Configuration = {}, Description, Tags = [] }: NewWorkGroup): WorkGroup {
    if (this.#groups.has(Name)) throw invalidRequest('WorkGroup is already created')
    const configuration = newConfiguration(Configuration)
    const group = new WorkGroup(Name, this.#account.clock.now(), configuration, Description)
    for (const { Key, Value } of Tags) group.tags.set(Key, Value)
    this.#groups.set(Name, group)
    return group
  }

  /** @throws AwsError `InvalidRequestException` for an unknown workgroup and the primary one */
  delete(name: string): void {
    if (name === PRIMARY) throw invalidRequest('The primary workgroup cannot be deleted.')
    this.#groups.delete(this.get(name).name)
  }
}
