import type { SendEmailRequest } from '@aws-sdk/client-sesv2'
import type { Account } from '../../account.ts'
import { type RestRequest, restJsonProtocol } from '../../api/rest-json-protocol.ts'
import type { RequestContext, ServiceApi } from '../../api/service-api.ts'
import { AwsError } from '../../aws-error.ts'
import type { PrincipalCaller } from '../../identity/caller.ts'
import type { Topics } from '../../ports.ts'
import type { ResourceType } from '../../template/resource-type.ts'
import { ConfigurationSets } from './configuration-sets.ts'
import { bareAddress, emailAddress } from './email-address.ts'
import { notSimulated } from './errors.ts'
import { EventPublishing } from './event-publishing.ts'
import { Identities } from './identities.ts'
import type { MailStore } from './inbox.ts'
import { isSimulator } from './mailbox-simulator.ts'
import { messageId } from './message-id.ts'
import { configurationSetType } from './resources/configuration-set.ts'
import { eventDestinationType } from './resources/configuration-set-event-destination.ts'
import { emailIdentityType } from './resources/email-identity.ts'
import { type OutgoingMail, outgoingMail } from './send-email.ts'
import { MAXIMUM_24_HOUR_SEND, MAXIMUM_SEND_RATE, SendingQuota } from './sending-quota.ts'
import { SuppressionList } from './suppression-list.ts'
import { Transmission } from './transmission.ts'

/**
 * Amazon Simple Email Service, API version 2, of an account that is out of the sandbox. Notifications of an identity
 * (`SetIdentityNotificationTopic`) belong to version 1 and are not simulated: events come by configuration set.
 */
export class Ses {
  readonly api: ServiceApi
  readonly resourceTypes: readonly ResourceType[]
  readonly #account: Account
  readonly #identities = new Identities()
  readonly #configurationSets: ConfigurationSets
  readonly #suppressions: SuppressionList
  readonly #quota: SendingQuota
  readonly #transmission: Transmission

  /** @param mails where mail arrives */
  constructor(account: Account, mails: MailStore, topics: Topics) {
    const publishing = new EventPublishing(account, topics)
    this.#account = account
    this.#configurationSets = new ConfigurationSets(publishing)
    this.#suppressions = new SuppressionList(account)
    this.#quota = new SendingQuota(account)
    this.#transmission = new Transmission(account, mails, this.#suppressions, publishing)
    this.resourceTypes = [
      emailIdentityType(this.#identities),
      configurationSetType(this.#configurationSets),
      eventDestinationType(this.#configurationSets),
    ]
    this.api = restJsonProtocol('ses', [
      ...this.#identities.routes,
      ...this.#configurationSets.routes,
      ...this.#suppressions.routes,
      {
        operation: 'GetAccount',
        method: 'GET',
        path: '/v2/email/account',
        action: () => ({ body: this.#getAccount() }),
      },
      {
        operation: 'SendEmail',
        method: 'POST',
        path: '/v2/email/outbound-emails',
        action: (request, context) => ({ body: { MessageId: this.#sendEmail(request, context) } }),
      },
      {
        operation: 'SendBulkEmail',
        method: 'POST',
        path: '/v2/email/outbound-bulk-emails',
        action: () => {
          throw notSimulated('SendBulkEmail: it needs templates; use SendEmail')
        },
      },
    ])
  }

  #sendEmail(request: RestRequest, { caller }: RequestContext): string {
    const input = request.json() as SendEmailRequest
    const mail = outgoingMail(input)
    const { ConfigurationSetName: name } = input
    const configurationSet = name === undefined ? undefined : this.#configurationSets.find(name)
    configurationSet?.checkSending()
    const identity = this.#verifiedIdentity(mail.from)
    this.#useQuota(mail)
    const id = messageId(this.#account)
    this.#transmission.start({
      ...mail,
      id,
      acceptedAt: this.#account.clock.now(),
      configurationSet,
      identityArn: this.#account.arn('ses', `identity/${identity}`),
      sender: nameOf(caller),
    })
    return id
  }

  /** "You still have to verify all identities that you use as From … addresses" (SES guide, "Request production access"). */
  #verifiedIdentity(from: string): string {
    const address = emailAddress(from)
    const identity = this.#identities.identityOf(address)
    if (identity !== undefined) return identity
    throw new AwsError(
      'MessageRejected',
      `Email address is not verified. The following identities failed the check in region ${this.#account.region.toUpperCase()}: ${address}`,
    )
  }

  #useQuota({ to, cc, bcc }: OutgoingMail): void {
    const recipients = [...to, ...cc, ...bcc]
    const simulated = recipients.filter(mailbox => isSimulator(bareAddress(mailbox)))
    this.#quota.use(recipients.length, simulated.length)
  }

  #getAccount() {
    return {
      DedicatedIpAutoWarmupEnabled: false,
      EnforcementStatus: 'HEALTHY',
      ProductionAccessEnabled: true,
      SendingEnabled: true,
      SendQuota: {
        Max24HourSend: MAXIMUM_24_HOUR_SEND,
        MaxSendRate: MAXIMUM_SEND_RATE,
        SentLast24Hours: this.#quota.sentLast24Hours(),
      },
      SuppressionAttributes: { SuppressedReasons: this.#suppressions.reasons },
    }
  }
}

/** The IAM user, or the role that was assumed: `…:assumed-role/<role>/<session>`. */
function nameOf({ arn }: PrincipalCaller): string {
  const [kind = '', ...names] = arn.slice(arn.lastIndexOf(':') + 1).split('/')
  return (kind === 'assumed-role' ? names[0] : names.at(-1)) ?? kind
}
