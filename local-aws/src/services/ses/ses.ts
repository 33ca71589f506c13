import type { Account } from '../../account.ts'
import { restJsonService } from '../../api/protocols/rest-json-protocol.ts'
import type { ServiceApi } from '../../api/service-api.ts'
import type { Metrics, Topics } from '../../ports.ts'
import type { ResourceType } from '../../template/resource-type.ts'
import { accountRoutes } from './actions/account.ts'
import { configurationSetRoutes } from './actions/configuration-sets.ts'
import { identityRoutes } from './actions/identities.ts'
import { reputationEntityRoutes } from './actions/reputation-entities.ts'
import { sendingRoutes } from './actions/sending.ts'
import { suppressionRoutes } from './actions/suppression-list.ts'
import { tagRoutes } from './actions/tags.ts'
import { tenantResourceRoutes, tenantRoutes } from './actions/tenants.ts'
import { ConfigurationSets } from './configuration-sets.ts'
import { badRequest } from './errors.ts'
import { EventPublishing } from './event-publishing.ts'
import { Identities } from './identities.ts'
import type { MailStore } from './inbox.ts'
import { INPUTS } from './input-model.ts'
import { configurationSetType } from './resources/configuration-set.ts'
import { eventDestinationType } from './resources/configuration-set-event-destination.ts'
import { emailIdentityType } from './resources/email-identity.ts'
import { tenantType } from './resources/tenant.ts'
import { Sending } from './sending.ts'
import { SendingQuota } from './sending-quota.ts'
import { SuppressionList } from './suppression-list.ts'
import { TenantResources } from './tenant-resources.ts'
import { Tenants } from './tenants.ts'
import { Transmission } from './transmission.ts'
import { refuseVersion1 } from './version-1.ts'

/**
 * Amazon Simple Email Service, API version 2, for an account outside the sandbox. Notifications of an identity
 * (`SetIdentityNotificationTopic`) belong to version 1 and are not simulated; configuration sets publish events.
 */
export class Ses {
  readonly api: ServiceApi
  readonly resourceTypes: readonly ResourceType[]

  /** @param mails receives all mail */
  constructor(account: Account, mails: MailStore, topics: Topics, metrics: Metrics) {
    const publishing = new EventPublishing(account, topics)
    const identities = new Identities()
    const configurationSets = new ConfigurationSets(publishing)
    const tenants = new Tenants(account, new TenantResources(account, identities, configurationSets))
    const suppressions = new SuppressionList(account)
    const quota = new SendingQuota(account)
    const transmission = new Transmission(account, mails, suppressions, { publishing, metrics })
    const sending = new Sending(account, { identities, configurationSets, tenants }, quota, transmission)
    this.resourceTypes = [
      emailIdentityType(identities),
      configurationSetType(configurationSets),
      eventDestinationType(configurationSets),
      tenantType(tenants),
    ]
    const version2 = restJsonService({
      signingName: 'ses',
      model: INPUTS,
      errors: { invalid: badRequest },
      routes: [
        ...identityRoutes(identities, name => tenants.checkUnused(account.arn('ses', `identity/${name}`))),
        ...configurationSetRoutes(configurationSets, name =>
          tenants.checkUnused(account.arn('ses', `configuration-set/${name}`)),
        ),
        ...suppressionRoutes(suppressions),
        ...accountRoutes(suppressions, quota),
        ...sendingRoutes(sending),
        ...tagRoutes(identities, configurationSets, tenants),
        ...tenantRoutes(tenants),
        ...tenantResourceRoutes(tenants),
        ...reputationEntityRoutes(tenants),
      ],
    })
    this.api = refuseVersion1(version2)
  }
}
