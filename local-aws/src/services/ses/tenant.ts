import type { SendingStatus } from '@aws-sdk/client-sesv2'
import type { Account } from '../../account.ts'
import { badRequest, notAssociated, tenantPaused } from './errors.ts'
import { addTags, listTags, type Tag, type Tags } from './tags.ts'
import type { Resource } from './tenant-resources.ts'

/** "The name can contain up to 64 alphanumeric characters, including letters, numbers, hyphens (-) and underscores (_) only." */
const NAME = /^[A-Za-z0-9_-]{1,64}$/
const STATUSES: readonly string[] = ['ENABLED', 'DISABLED', 'REINSTATED'] satisfies SendingStatus[]
const POLICY = /^arn:[a-z0-9-]+:ses:[a-z0-9-]+:aws:reputation-policy\/(none|standard|strict)$/

/** A resource that mails of a tenant may use, and since when, in milliseconds since the epoch. */
interface Association {
  readonly resource: Resource
  readonly since: number
}

/** One of the streams of mail of the account, with resources and a sending status of its own. */
export class Tenant {
  readonly name: string
  readonly id: string
  readonly arn: string
  readonly tags: Tags = new Map()
  readonly #account: Account
  readonly #createdAt: number
  readonly #associations = new Map<string, Association>()
  #policy: string
  #status: SendingStatus = 'ENABLED'
  /** When its status was last changed; undefined if never. */
  #changedAt: number | undefined

  /** @throws AwsError `BadRequestException` for an invalid name or tag */
  constructor(name: string | undefined, account: Account, tags: readonly Tag[] | undefined) {
    if (!name || !NAME.test(name)) {
      throw badRequest(
        `The name of a tenant is 1 to 64 letters, digits, "_" or "-", not ${JSON.stringify(name)}.`,
      )
    }
    this.name = name
    this.id = `tn-${account.random.hex(30)}`
    this.arn = account.arn('ses', `tenant/${name}/${this.id}`)
    this.#account = account
    this.#createdAt = account.clock.now()
    this.#policy = `arn:aws:ses:${account.region}:aws:reputation-policy/standard`
    addTags(this.tags, tags)
  }

  /** In the order of association. */
  get associations(): readonly Association[] {
    return [...this.#associations.values()]
  }

  uses(arn: string): boolean {
    return this.#associations.has(arn)
  }

  associate(resource: Resource): void {
    this.#associations.set(resource.arn, { resource, since: this.#account.clock.now() })
  }

  dissociate(arn: string): void {
    this.#associations.delete(arn)
  }

  /** @throws AwsError `BadRequestException` for another status than these */
  setStatus(status: string | undefined): void {
    if (!STATUSES.includes(status ?? '')) {
      throw badRequest(`SendingStatus is one of ${STATUSES.join(', ')}, not ${JSON.stringify(status)}.`)
    }
    this.#status = status as SendingStatus
    this.#changedAt = this.#account.clock.now()
  }

  /** @throws AwsError `BadRequestException` for another policy than SES's own */
  setPolicy(arn: string | undefined): void {
    if (!POLICY.test(arn ?? '')) {
      throw badRequest(
        `ReputationEntityPolicy is the ARN of SES's policy none, standard or strict, not ${JSON.stringify(arn)}.`,
      )
    }
    this.#policy = arn as string
  }

  /**
   * @param arns of the identity and of the configuration set of a mail
   * @throws AwsError `AccessDeniedException` for resources of others, `SendingPausedException` while it is paused
   */
  checkSending(arns: readonly string[]): void {
    const others = arns.filter(arn => !this.uses(arn))
    if (others.length > 0) throw notAssociated(others)
    if (this.#status === 'DISABLED') throw tenantPaused(this.name)
  }

  /** An entry of `ListTenants`. */
  summary() {
    return {
      TenantName: this.name,
      TenantId: this.id,
      TenantArn: this.arn,
      CreatedTimestamp: this.#createdAt / 1000,
      SendingStatus: this.#status,
    }
  }

  /** The response of `CreateTenant`, and the tenant in that of `GetTenant`. */
  describe() {
    return { ...this.summary(), Tags: listTags(this.tags) }
  }

  /** The entity of `GetReputationEntity`. Nobody here judges the mail, so that SES's own status stays. */
  reputation() {
    return {
      ReputationEntityReference: this.arn,
      ReputationEntityType: 'RESOURCE',
      ReputationManagementPolicy: this.#policy,
      CustomerManagedStatus: {
        Status: this.#status,
        ...(this.#changedAt !== undefined && {
          Cause: 'Status manually updated.',
          LastUpdatedTimestamp: this.#changedAt / 1000,
        }),
      },
      AwsSesManagedStatus: { Status: 'ENABLED', LastUpdatedTimestamp: this.#createdAt / 1000 },
      SendingStatusAggregate: this.#status,
    }
  }
}
