import type { ResourceType } from '@aws-sdk/client-sesv2'
import type { Account } from '../../account.ts'
import type { ConfigurationSets } from './configuration-sets.ts'
import { badRequest, notSimulated } from './errors.ts'
import type { Identities } from './identities.ts'

/** What a tenant's mails can use. */
export interface Resource {
  readonly arn: string
  readonly type: ResourceType
}

/** Finds the resources that can be associated with tenants. */
export class TenantResources {
  readonly #account: Account
  readonly #identities: Identities
  readonly #configurationSets: ConfigurationSets

  constructor(account: Account, identities: Identities, configurationSets: ConfigurationSets) {
    this.#account = account
    this.#identities = identities
    this.#configurationSets = configurationSets
  }

  /** @throws AwsError `BadRequestException` for an ARN of something else, `NotFoundException` if it does not exist */
  find(arn: string | undefined): Resource {
    const own = this.#account.arn('ses', '')
    const [, kind, name = ''] = arn?.startsWith(own)
      ? (/^([^/]+)\/(.+)$/.exec(arn.slice(own.length)) ?? [])
      : []
    switch (kind) {
      case 'identity':
        return this.#resource(`identity/${this.#identities.get(name).name}`, 'EMAIL_IDENTITY')
      case 'configuration-set':
        return this.#resource(
          `configuration-set/${this.#configurationSets.find(name).name}`,
          'CONFIGURATION_SET',
        )
      case 'template':
        throw notSimulated('e-mail templates: associate identities and configuration sets')
      default:
        throw badRequest(
          `ResourceArn is that of an identity or a configuration set of this account and region, not ${JSON.stringify(arn)}.`,
        )
    }
  }

  #resource(resource: string, type: ResourceType): Resource {
    return { arn: this.#account.arn('ses', resource), type }
  }
}
