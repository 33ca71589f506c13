import type { CreateConfigurationSetRequest } from '@aws-sdk/client-sesv2'
import { alreadyExists, badRequest, notFound, notSimulated, sendingPaused } from './errors.ts'
import type { EventDestination } from './event-destination.ts'
import { type SuppressionReason, suppressionReasons } from './suppression-list.ts'
import { addTags, listTags, type Tags } from './tags.ts'

/** "The name can contain up to 64 alphanumeric characters, including … hyphens (-) and underscores (_) only." */
const NAME = /^[A-Za-z0-9_-]{1,64}$/

export type ConfigurationSetOptions = Omit<CreateConfigurationSetRequest, 'ConfigurationSetName'>

/** Settings for the mails that are sent with the configuration set. */
export class ConfigurationSet {
  readonly name: string
  /** The original options; those without effect here are only returned. */
  readonly #options: ConfigurationSetOptions
  readonly tags: Tags = new Map()
  readonly #destinations = new Map<string, EventDestination>()
  sendingEnabled: boolean
  /** The reasons for which it uses the suppression list; undefined to use the account's setting. */
  suppressedReasons: readonly SuppressionReason[] | undefined

  /** @throws AwsError `BadRequestException` for an invalid name, and for options that are not simulated */
  constructor(name: string | undefined, options: ConfigurationSetOptions) {
    if (!name || !NAME.test(name)) {
      throw badRequest(
        `The name of a configuration set is 1 to 64 letters, digits, "_" or "-", not ${JSON.stringify(name)}.`,
      )
    }
    checkSimulated(options)
    const { SendingOptions, SuppressionOptions } = options
    this.name = name
    this.#options = options
    addTags(this.tags, options.Tags)
    this.sendingEnabled = SendingOptions?.SendingEnabled ?? true
    this.suppressedReasons =
      SuppressionOptions?.SuppressedReasons && suppressionReasons(SuppressionOptions.SuppressedReasons)
  }

  /** In the order of creation. */
  get destinations(): readonly EventDestination[] {
    return [...this.#destinations.values()]
  }

  addDestination(destination: EventDestination): void {
    if (this.#destinations.has(destination.name)) {
      throw alreadyExists(
        `An event destination with name <${destination.name}> already exists in configuration set <${this.name}>.`,
      )
    }
    this.#destinations.set(destination.name, destination)
  }

  replaceDestination(destination: EventDestination): void {
    this.checkDestination(destination.name)
    this.#destinations.set(destination.name, destination)
  }

  deleteDestination(name: string): void {
    this.checkDestination(name)
    this.#destinations.delete(name)
  }

  /** @throws AwsError `NotFoundException` */
  checkDestination(name: string): void {
    if (this.#destinations.has(name)) return
    throw notFound(
      `An event destination with name <${name}> does not exist in configuration set <${this.name}>.`,
    )
  }

  /** @throws AwsError `SendingPausedException` */
  checkSending(): void {
    if (this.sendingEnabled) return
    throw sendingPaused(this.name)
  }

  /** The response of `GetConfigurationSet`. */
  describe() {
    const { DeliveryOptions, ReputationOptions, TrackingOptions } = this.#options
    return {
      ConfigurationSetName: this.name,
      ...(DeliveryOptions && { DeliveryOptions }),
      ...(ReputationOptions && { ReputationOptions }),
      ...(TrackingOptions && { TrackingOptions }),
      Tags: listTags(this.tags),
      SendingOptions: { SendingEnabled: this.sendingEnabled },
      ...(this.suppressedReasons && { SuppressionOptions: { SuppressedReasons: this.suppressedReasons } }),
    }
  }
}

/**
 * Accepts these options without effect: reputation metrics; tracking, because nobody opens mails or clicks links here;
 * TLS and delivery time, because no mail leaves this machine. Other options are refused.
 */
function checkSimulated(options: ConfigurationSetOptions): void {
  const { ArchivingOptions, DeliveryOptions, MessageSecurityOptions, SuppressionOptions, VdmOptions } =
    options
  if (ArchivingOptions?.ArchiveArn) throw notSimulated('ArchivingOptions: the archives of Mail Manager')
  if (DeliveryOptions?.SendingPoolName)
    throw notSimulated('DeliveryOptions.SendingPoolName: dedicated IP pools')
  if (SuppressionOptions?.SuppressionScope === 'TENANT') {
    throw notSimulated('SuppressionOptions.SuppressionScope TENANT: the suppression lists of tenants')
  }
  if (SuppressionOptions?.ValidationOptions) {
    throw notSimulated('SuppressionOptions.ValidationOptions: the validation of addresses')
  }
  if (MessageSecurityOptions) throw notSimulated('MessageSecurityOptions: the signing of messages')
  if (VdmOptions) throw notSimulated('VdmOptions: the Virtual Deliverability Manager')
}
