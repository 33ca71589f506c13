import type { SendEmailRequest } from '@aws-sdk/client-sesv2'
import type { Account } from '../../account.ts'
import type { PrincipalCaller } from '../../identity/caller.ts'
import type { Permission } from '../../identity/permission.ts'
import type { ConfigurationSets } from './configuration-sets.ts'
import { bareAddress, displayName, emailAddress } from './email-address.ts'
import { badRequest, notVerified } from './errors.ts'
import type { Identities } from './identities.ts'
import { isSimulator } from './mailbox-simulator.ts'
import { messageId } from './message-id.ts'
import { type OutgoingMail, outgoingMail } from './outgoing-mail.ts'
import type { SendingQuota } from './sending-quota.ts'
import type { Tenants } from './tenants.ts'
import type { Transmission } from './transmission.ts'

/** Accepts mail: checks the sender, the configuration set, the tenant and the quota. */
export class Sending {
  readonly #account: Account
  readonly #identities: Identities
  readonly #configurationSets: ConfigurationSets
  readonly #tenants: Tenants
  readonly #quota: SendingQuota
  readonly #transmission: Transmission

  constructor(
    account: Account,
    {
      identities,
      configurationSets,
      tenants,
    }: { identities: Identities; configurationSets: ConfigurationSets; tenants: Tenants },
    quota: SendingQuota,
    transmission: Transmission,
  ) {
    this.#account = account
    this.#identities = identities
    this.#configurationSets = configurationSets
    this.#tenants = tenants
    this.#quota = quota
    this.#transmission = transmission
  }

  /**
   * The permissions to send a mail, on the identity of its sender and on its configuration set.
   *
   * @throws AwsError `BadRequestException`
   */
  permissionsFor(input: SendEmailRequest): Permission[] {
    const { from, to, cc, bcc } = outgoingMail(input)
    const address = emailAddress(from)
    const keys = {
      'ses:apiversion': '2',
      'ses:fromaddress': address,
      'ses:fromdisplayname': displayName(from),
      'ses:recipients': [...to, ...cc, ...bcc].map(bareAddress),
      'ses:tenantname': input.TenantName,
    }
    const { ConfigurationSetName: set } = input
    return [
      `identity/${this.#identities.identityOf(address) ?? address}`,
      ...(set === undefined ? [] : [`configuration-set/${set}`]),
    ].map(name => ({ action: 'ses:SendEmail', resource: this.#account.arn('ses', name), keys }))
  }

  /**
   * @returns the message id
   * @throws AwsError `AccessDeniedException`, `BadRequestException`, `MessageRejected`, `NotFoundException`,
   *   `SendingPausedException`, `TooManyRequestsException`
   */
  send(input: SendEmailRequest, caller: PrincipalCaller): string {
    const mail = outgoingMail(input)
    const { ConfigurationSetName: name } = input
    const configurationSet = name === undefined ? undefined : this.#configurationSets.find(name)
    configurationSet?.checkSending()
    const identityArn = this.#account.arn('ses', `identity/${this.#verifiedIdentity(mail.from)}`)
    this.#checkTenant(input, identityArn)
    this.#useQuota(mail)
    const id = messageId(this.#account)
    this.#transmission.start({
      ...mail,
      id,
      acceptedAt: this.#account.clock.now(),
      configurationSet,
      identityArn,
      sender: nameOf(caller),
    })
    return id
  }

  /** "You still have to verify all identities that you use as From … addresses" (SES guide, "Request production access"). */
  #verifiedIdentity(from: string): string {
    const address = emailAddress(from)
    const identity = this.#identities.identityOf(address)
    if (identity !== undefined) return identity
    throw notVerified(address, this.#account.region)
  }

  /**
   * "You must specify a configuration set that is associated with that tenant, or use an identity that has a default
   * configuration set" (SES guide, Tenants); an identity has none here.
   */
  #checkTenant({ TenantName, ConfigurationSetName: set }: SendEmailRequest, identityArn: string): void {
    if (TenantName === undefined) return
    const tenant = this.#tenants.sender(TenantName)
    if (set === undefined) throw badRequest(`A mail of the tenant ${TenantName} needs a configuration set.`)
    tenant.checkSending([identityArn, this.#account.arn('ses', `configuration-set/${set}`)])
  }

  #useQuota({ to, cc, bcc }: OutgoingMail): void {
    const recipients = [...to, ...cc, ...bcc]
    const simulated = recipients.filter(mailbox => isSimulator(bareAddress(mailbox)))
    this.#quota.use(recipients.length, simulated.length)
  }
}

/** The name of the IAM user, or of the assumed role: `…:assumed-role/<role>/<session>`. */
function nameOf({ arn }: PrincipalCaller): string {
  const [kind = '', ...names] = arn.slice(arn.lastIndexOf(':') + 1).split('/')
  return (kind === 'assumed-role' ? names[0] : names.at(-1)) ?? kind
}
