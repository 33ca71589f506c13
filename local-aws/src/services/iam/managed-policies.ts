import type { Account } from '../../account.ts'
import { AWS_MANAGED_POLICIES } from '../../identity/managed-policies.ts'
import { entityAlreadyExists, invalidInput, noSuchManagedPolicy } from './errors.ts'
import { type PolicyDocument, type RolePolicy, rolePolicy } from './policy-document.ts'

/** A policy that roles can have in common. */
export interface ManagedPolicy extends RolePolicy {
  readonly arn: string
}

/** A policy that belongs to the account. */
export interface CustomerManagedPolicy extends ManagedPolicy {
  readonly name: string
  /** `ANPA…`. */
  readonly id: string
  readonly path: string
  readonly description: string | undefined
  /** Milliseconds since the epoch. */
  readonly createdAt: number
}

/** Policies of AWS have this in place of an account. */
const OF_AWS = 'arn:aws:iam::aws:policy/'

/** The managed policies of the account, and those of AWS that are simulated. */
export class ManagedPolicies {
  readonly #account: Account
  readonly #own = new Map<string, CustomerManagedPolicy>()

  constructor(account: Account) {
    this.#account = account
  }

  /** @throws AwsError `EntityAlreadyExists`, `MalformedPolicyDocument` */
  add(
    { name, path, description }: Pick<CustomerManagedPolicy, 'name' | 'path' | 'description'>,
    document: PolicyDocument,
  ): CustomerManagedPolicy {
    const { id, random, clock } = this.#account
    const arn = `arn:aws:iam::${id}:policy${path}${name}`
    if (this.#own.has(arn)) {
      throw entityAlreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`)
    }
    const made = {
      ...rolePolicy(arn, document),
      ...{ name, path, description, arn },
      id: `ANPA${random.letters(17)}`,
      createdAt: clock.now(),
    }
    this.#own.set(arn, made)
    return made
  }

  /**
   * One of the account, or of AWS.
   *
   * @throws AwsError `NoSuchEntity`; `InvalidInput` for a policy of AWS that is not simulated
   */
  get(arn: string): ManagedPolicy {
    const found = this.#own.get(arn) ?? AWS_MANAGED_POLICIES.get(arn)
    if (found) return found
    if (!arn.startsWith(OF_AWS)) throw noSuchManagedPolicy(arn)
    throw invalidInput(
      `The local AWS does not simulate the managed policy ${arn}: write its statements into a policy of the role.`,
    )
  }

  /**
   * One of the account.
   *
   * @throws AwsError `NoSuchEntity`
   */
  own(arn: string): CustomerManagedPolicy {
    const found = this.#own.get(arn)
    if (found) return found
    throw noSuchManagedPolicy(arn)
  }

  /** @throws AwsError `NoSuchEntity` */
  delete(arn: string): void {
    if (!this.#own.delete(arn)) throw noSuchManagedPolicy(arn)
  }
}
