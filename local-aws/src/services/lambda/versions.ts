import type { Account } from '../../account.ts'
import { type TagEntry, TagSet } from '../../tag-set.ts'
import { Aliases } from './aliases.ts'
import type { DeploymentPackage } from './deployment-package.ts'
import { conflict, functionNotFound, invalid } from './errors.ts'
import { LATEST } from './function-name.ts'
import { FunctionPolicy } from './function-policy.ts'
import type { LambdaFunction } from './lambda-function.ts'

/** A function with its published versions and its aliases. */
export class Versions {
  readonly latest: LambdaFunction
  readonly aliases: Aliases
  readonly tags: TagSet
  /** Policies by qualifier. */
  readonly #policies = new Map<string | undefined, FunctionPolicy>()
  readonly #published = new Map<string, LambdaFunction>()
  /** The revision of `$LATEST` when it was last published. */
  #publishedRevision: string | undefined
  #last = 0
  /** The code that `$LATEST` has had, which published versions and working environments may still run. */
  readonly #packages: DeploymentPackage[]

  constructor(account: Account, latest: LambdaFunction, tags: readonly TagEntry[]) {
    this.latest = latest
    this.#packages = [latest.code]
    this.tags = new TagSet(invalid, tags)
    this.aliases = new Aliases(
      account,
      latest.configuration.arn,
      version => this.#find(version) !== undefined,
    )
  }

  /** `$LATEST`, then the published versions, oldest first. */
  get all(): LambdaFunction[] {
    return [this.latest, ...this.#published.values()]
  }

  /** The last published version, if the function has not changed since. */
  get unchanged(): LambdaFunction | undefined {
    return this.#publishedRevision === this.latest.revisionId
      ? this.#published.get(String(this.#last))
      : undefined
  }

  /**
   * "Lambda doesn't publish a version if the function's configuration and code haven't changed since the last version"
   * (API reference, PublishVersion); it returns the last version instead.
   */
  publish(description?: string): LambdaFunction {
    const { unchanged } = this
    if (unchanged) return unchanged
    const version = String(++this.#last)
    const published = this.latest.published(version, description)
    this.#published.set(version, published)
    this.#publishedRevision = this.latest.revisionId
    return published
  }

  /** "You can't modify the code of a published version, only the unpublished version." (API reference, UpdateFunctionCode) */
  replaceCode(code: DeploymentPackage): void {
    const isPublished = this.unchanged !== undefined && code.sha256 === this.latest.code.sha256
    this.#packages.push(code)
    this.latest.replaceCode(code)
    if (isPublished) this.#publishedRevision = this.latest.revisionId
  }

  /** Ends all environments, and removes the code. */
  async dispose(): Promise<void> {
    await Promise.all(this.all.map(each => each.close()))
    for (const code of this.#packages) code.discard()
  }

  /**
   * The version that an invocation with the qualifier runs; for an alias, chosen by weight.
   *
   * @throws AwsError `ResourceNotFoundException`
   */
  get(qualifier: string): LambdaFunction {
    const alias = this.aliases.find(qualifier)
    const found = this.#find(alias ? this.aliases.versionFor(alias) : qualifier)
    if (found) return found
    throw functionNotFound(`${this.latest.configuration.arn}:${qualifier}`)
  }

  /**
   * The policy of a version or alias; without a qualifier, the function's own.
   *
   * @throws AwsError `ResourceNotFoundException`
   */
  policyOf(qualifier?: string): FunctionPolicy {
    const present = this.findPolicy(qualifier)
    if (present) return present
    const { arn } = this.latest.configuration
    const qualified = qualifier === undefined ? arn : `${arn}:${qualifier}`
    if (qualifier !== undefined && !this.aliases.find(qualifier) && !this.#find(qualifier)) {
      throw functionNotFound(qualified)
    }
    const policy = new FunctionPolicy(qualified)
    this.#policies.set(qualifier, policy)
    return policy
  }

  /** Undefined if no permission was ever added. */
  findPolicy(qualifier?: string): FunctionPolicy | undefined {
    return this.#policies.get(qualifier)
  }

  deleteAlias(name: string): void {
    this.aliases.delete(name)
    this.#policies.delete(name)
  }

  /** @throws AwsError `ResourceNotFoundException`; `ResourceConflictException` while an alias points to it */
  async delete(version: string): Promise<void> {
    const found = version === LATEST ? undefined : this.#find(version)
    if (!found) throw functionNotFound(`${this.latest.configuration.arn}:${version}`)
    const alias = this.aliases
      .list()
      .find(({ functionVersion, additional }) => [functionVersion, additional?.version].includes(version))
    if (alias) {
      throw conflict(
        `Version ${version} cannot be deleted because the alias ${alias.name} points to it: delete the alias first.`,
      )
    }
    this.#published.delete(version)
    this.#policies.delete(version)
    await found.close()
  }

  #find(version: string): LambdaFunction | undefined {
    return version === LATEST ? this.latest : this.#published.get(version)
  }
}
