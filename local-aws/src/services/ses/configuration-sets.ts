import type {
  CreateConfigurationSetEventDestinationRequest,
  CreateConfigurationSetRequest,
  EventDestinationDefinition,
} from '@aws-sdk/client-sesv2'
import type { RestRequest, RestResponse, RestRoute } from '../../api/rest-json-protocol.ts'
import { ConfigurationSet, type ConfigurationSetOptions } from './configuration-set.ts'
import { alreadyExists, notFound } from './errors.ts'
import { describedDestination, type EventDestination, eventDestination } from './event-destination.ts'
import type { EventPublishing } from './event-publishing.ts'
import { type PageRequest, paginate } from './pagination.ts'
import { suppressionReasons } from './suppression-list.ts'

const SETS = '/v2/email/configuration-sets'
const SET = `${SETS}/{ConfigurationSetName}`
const DESTINATIONS = `${SET}/event-destinations`
const DESTINATION = `${DESTINATIONS}/{EventDestinationName}`

/** The configuration sets of the account, and where they send events. */
export class ConfigurationSets {
  readonly #publishing: EventPublishing
  readonly #sets = new Map<string, ConfigurationSet>()

  constructor(publishing: EventPublishing) {
    this.#publishing = publishing
  }

  create(name: string | undefined, options: ConfigurationSetOptions): ConfigurationSet {
    const set = new ConfigurationSet(name, options)
    if (this.#sets.has(set.name)) throw alreadyExists(`Configuration set <${set.name}> already exists.`)
    this.#sets.set(set.name, set)
    return set
  }

  /** @throws AwsError `NotFoundException` */
  find(name = ''): ConfigurationSet {
    const set = this.#sets.get(name)
    if (set) return set
    throw notFound(`Configuration set <${name}> does not exist.`)
  }

  /** Tries the topic: SES says so with a message of its own before it uses it. */
  addDestination(set: ConfigurationSet, destination: EventDestination): void {
    this.#publishing.validate(set, destination)
    set.addDestination(destination)
  }

  readonly routes: readonly RestRoute[] = [
    {
      operation: 'CreateConfigurationSet',
      method: 'POST',
      path: SETS,
      action: request => {
        const { ConfigurationSetName, ...options } = request.json() as CreateConfigurationSetRequest
        this.create(ConfigurationSetName, options)
        return { body: {} }
      },
    },
    // Newer clients ask by POST, older ones by GET.
    {
      operation: 'ListConfigurationSets',
      method: 'POST',
      path: '/v2/email/list-configuration-sets',
      action: request => this.#list(request.json() as PageRequest),
    },
    {
      operation: 'ListConfigurationSets',
      method: 'GET',
      path: SETS,
      action: ({ query }) => this.#list(Object.fromEntries(query)),
    },
    {
      operation: 'GetConfigurationSet',
      method: 'GET',
      path: SET,
      action: request => ({ body: this.#named(request).describe() }),
    },
    {
      operation: 'DeleteConfigurationSet',
      method: 'DELETE',
      path: SET,
      action: request => {
        this.#sets.delete(this.#named(request).name)
        return { body: {} }
      },
    },
    {
      operation: 'PutConfigurationSetSendingOptions',
      method: 'PUT',
      path: `${SET}/sending`,
      action: request => {
        const { SendingEnabled = false } = request.json() as { SendingEnabled?: boolean }
        this.#named(request).sendingEnabled = SendingEnabled
        return { body: {} }
      },
    },
    {
      operation: 'PutConfigurationSetSuppressionOptions',
      method: 'PUT',
      path: `${SET}/suppression-options`,
      action: request => {
        const { SuppressedReasons } = request.json() as { SuppressedReasons?: string[] }
        this.#named(request).suppressedReasons = SuppressedReasons && suppressionReasons(SuppressedReasons)
        return { body: {} }
      },
    },
    {
      operation: 'CreateConfigurationSetEventDestination',
      method: 'POST',
      path: DESTINATIONS,
      action: request => {
        const input = request.json() as CreateConfigurationSetEventDestinationRequest
        const destination = eventDestination(input.EventDestinationName, input.EventDestination)
        this.addDestination(this.#named(request), destination)
        return { body: {} }
      },
    },
    {
      operation: 'GetConfigurationSetEventDestinations',
      method: 'GET',
      path: DESTINATIONS,
      action: request => ({
        body: { EventDestinations: this.#named(request).destinations.map(describedDestination) },
      }),
    },
    {
      operation: 'UpdateConfigurationSetEventDestination',
      method: 'PUT',
      path: DESTINATION,
      action: request => {
        const { EventDestination } = request.json() as { EventDestination?: EventDestinationDefinition }
        const destination = eventDestination(request.path.EventDestinationName, EventDestination)
        const set = this.#named(request)
        set.checkDestination(destination.name)
        this.#publishing.validate(set, destination)
        set.replaceDestination(destination)
        return { body: {} }
      },
    },
    {
      operation: 'DeleteConfigurationSetEventDestination',
      method: 'DELETE',
      path: DESTINATION,
      action: request => {
        this.#named(request).deleteDestination(request.path.EventDestinationName as string)
        return { body: {} }
      },
    },
  ]

  #named({ path }: RestRequest): ConfigurationSet {
    return this.find(path.ConfigurationSetName)
  }

  #list(request: PageRequest): RestResponse {
    const { items, ...rest } = paginate([...this.#sets.keys()].sort(), request)
    return { body: { ConfigurationSets: items, ...rest } }
  }
}
