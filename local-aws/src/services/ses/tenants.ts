import type { Account } from '../../account.ts'
import { alreadyExists, associated, notFound } from './errors.ts'
import type { Tag } from './tags.ts'
import { Tenant } from './tenant.ts'
import type { TenantResources } from './tenant-resources.ts'

/** The tenants of the account. */
export class Tenants {
  readonly #account: Account
  readonly #resources: TenantResources
  readonly #tenants = new Map<string, Tenant>()

  constructor(account: Account, resources: TenantResources) {
    this.#account = account
    this.#resources = resources
  }

  /** @throws AwsError `AlreadyExistsException`, `BadRequestException` */
  create(name: string | undefined, tags?: readonly Tag[]): Tenant {
    const tenant = new Tenant(name, this.#account, tags)
    if (this.#tenants.has(tenant.name)) throw alreadyExists(`Tenant <${tenant.name}> already exists.`)
    this.#tenants.set(tenant.name, tenant)
    return tenant
  }

  /** @throws AwsError `NotFoundException` */
  find(name = ''): Tenant {
    const tenant = this.#tenants.get(name)
    if (tenant) return tenant
    throw notFound(`Tenant <${name}> does not exist.`)
  }

  /**
   * The tenant of a mail, for which SES has other words.
   *
   * @throws AwsError `NotFoundException`
   */
  sender(name: string): Tenant {
    const tenant = this.#tenants.get(name)
    if (tenant) return tenant
    throw notFound(`Tenant ${name} for AwsAccountId ${this.#account.id} not found.`)
  }

  /** The tenant with this ARN; undefined if there is none. */
  byArn(arn: string | undefined): Tenant | undefined {
    return this.all().find(tenant => tenant.arn === arn)
  }

  /** Its ARN; with `*` instead of the id if it does not exist. */
  arnOf(name = ''): string {
    return this.#tenants.get(name)?.arn ?? this.#account.arn('ses', `tenant/${name}/*`)
  }

  /** In the order of creation. */
  all(): Tenant[] {
    return [...this.#tenants.values()]
  }

  /** Those that a resource is associated with. */
  using(arn: string | undefined): Tenant[] {
    const resource = this.#resources.find(arn)
    return this.all().filter(tenant => tenant.uses(resource.arn))
  }

  /** Its associations go with it; the resources stay. @throws AwsError `NotFoundException` */
  delete(name: string | undefined): void {
    this.#tenants.delete(this.find(name).name)
  }

  /** @throws AwsError `AlreadyExistsException`, `BadRequestException`, `NotFoundException` */
  associate(name: string | undefined, arn: string | undefined): void {
    const tenant = this.find(name)
    const resource = this.#resources.find(arn)
    if (tenant.uses(resource.arn)) {
      throw alreadyExists(`Resource ${resource.arn} has already been associated with tenant ${tenant.name}.`)
    }
    tenant.associate(resource)
  }

  /** @throws AwsError `BadRequestException` for a resource that a tenant uses: it cannot be deleted */
  checkUnused(arn: string): void {
    if (this.all().some(tenant => tenant.uses(arn))) throw associated(arn)
  }
}
