import type { SendEmailRequest } from '@aws-sdk/client-sesv2'
import type { Account } from '../../account.ts'
import { AwsError } from '../../api/aws-error.ts'
import type { PathHandler } from '../../api/front-door.ts'
import { type RestRequest, restJsonProtocol } from '../../api/rest-json-protocol.ts'
import type { ServiceApi } from '../../api/service-api.ts'
import type { Inbox, Mail } from '../../ports.ts'
import type { ResourceType } from '../../template/resource-type.ts'
import { emailAddress } from './email-address.ts'
import { notFound, notSimulated } from './errors.ts'
import { Identities } from './identities.ts'
import { MailStore } from './inbox.ts'
import { sesResourceTypes } from './resource-types.ts'
import { type OutgoingMail, outgoingMail } from './send-email.ts'
import { MAXIMUM_24_HOUR_SEND, MAXIMUM_SEND_RATE, SendingQuota } from './sending-quota.ts'

/** Amazon Simple Email Service, API version 2, of an account that is out of the sandbox. */
export class Ses implements Inbox {
  readonly api: ServiceApi
  readonly inbox: PathHandler
  readonly resourceTypes: readonly ResourceType[]
  readonly #account: Account
  readonly #identities = new Identities()
  readonly #configurationSets = new Set<string>()
  readonly #mails = new MailStore()
  readonly #quota: SendingQuota

  constructor(account: Account) {
    this.#account = account
    this.#quota = new SendingQuota(account)
    this.inbox = this.#mails
    this.resourceTypes = sesResourceTypes(this.#identities, this.#configurationSets)
    this.api = restJsonProtocol('ses', [
      ...this.#identities.routes,
      { method: 'GET', path: '/v2/email/account', action: () => ({ body: this.#getAccount() }) },
      {
        method: 'POST',
        path: '/v2/email/outbound-emails',
        action: request => ({ body: { MessageId: this.#sendEmail(request) } }),
      },
      {
        method: 'POST',
        path: '/v2/email/outbound-bulk-emails',
        action: () => {
          throw notSimulated('SendBulkEmail: it needs templates; use SendEmail')
        },
      },
    ])
  }

  deliver({ from, to, subject, text, html }: Mail): void {
    this.#accept({ from, to, cc: [], bcc: [], replyTo: [], subject, text, html, headers: {}, tags: {} })
  }

  #sendEmail(request: RestRequest): string {
    const input = request.json() as SendEmailRequest
    const mail = outgoingMail(input)
    const { ConfigurationSetName: set } = input
    if (set && !this.#configurationSets.has(set)) throw notFound(`Configuration set <${set}> does not exist.`)
    this.#assertVerified(mail.from)
    this.#quota.use(mail.to.length + mail.cc.length + mail.bcc.length)
    return this.#accept(mail)
  }

  /** "You still have to verify all identities that you use as From … addresses" (SES guide, "Request production access"). */
  #assertVerified(from: string): void {
    const address = emailAddress(from)
    if (this.#identities.isVerified(address)) return
    throw new AwsError(
      'MessageRejected',
      `Email address is not verified. The following identities failed the check in region ${this.#account.region.toUpperCase()}: ${address}`,
    )
  }

  #accept(mail: OutgoingMail): string {
    const { clock, random } = this.#account
    const now = clock.now()
    const id = `01${now.toString(16).padStart(14, '0')}-${random.uuid()}-000000`
    this.#mails.add({ id, timestamp: new Date(now).toISOString(), ...mail })
    return id
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
    }
  }
}
