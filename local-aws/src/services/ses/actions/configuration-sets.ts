import type {
  CreateConfigurationSetEventDestinationRequest,
  CreateConfigurationSetRequest,
  EventDestinationDefinition,
} from '@aws-sdk/client-sesv2'
import type { RestRequest, RestResponse, RestRoute } from '../../../api/protocols/rest-json-protocol.ts'
import type { ConfigurationSets } from '../configuration-sets.ts'
import { describedDestination, eventDestination } from '../event-destination.ts'
import { type PageRequest, paginate } from '../pagination.ts'
import { suppressionReasons } from '../suppression-list.ts'

const SETS = '/v2/email/configuration-sets'
const SET = `${SETS}/{ConfigurationSetName}`
const DESTINATIONS = `${SET}/event-destinations`
const DESTINATION = `${DESTINATIONS}/{EventDestinationName}`

/**
 * Create, list, describe, change and delete configuration sets and their event destinations.
 *
 * @param checkUnused refuses to delete a set that is in use
 */
export function configurationSetRoutes(
  sets: ConfigurationSets,
  checkUnused: (name: string) => void,
): readonly RestRoute[] {
  const named = ({ path }: RestRequest) => sets.find(path.ConfigurationSetName)

  return [
    {
      operation: 'CreateConfigurationSet',
      method: 'POST',
      path: SETS,
      action: request => {
        const { ConfigurationSetName, ...options } = request.json() as CreateConfigurationSetRequest
        sets.create(ConfigurationSetName, options)
        return { body: {} }
      },
    },
    // Newer clients use POST, older ones GET.
    {
      operation: 'ListConfigurationSets',
      method: 'POST',
      path: '/v2/email/list-configuration-sets',
      action: request => list(sets, request.json() as PageRequest),
    },
    {
      operation: 'ListConfigurationSets',
      method: 'GET',
      path: SETS,
      action: ({ query }) => list(sets, Object.fromEntries(query)),
    },
    {
      operation: 'GetConfigurationSet',
      method: 'GET',
      path: SET,
      action: request => ({ body: named(request).describe() }),
    },
    {
      operation: 'DeleteConfigurationSet',
      method: 'DELETE',
      path: SET,
      action: request => {
        const { name } = named(request)
        checkUnused(name)
        sets.delete(name)
        return { body: {} }
      },
    },
    {
      operation: 'PutConfigurationSetSendingOptions',
      method: 'PUT',
      path: `${SET}/sending`,
      action: request => {
        const { SendingEnabled = false } = request.json() as { SendingEnabled?: boolean }
        named(request).sendingEnabled = SendingEnabled
        return { body: {} }
      },
    },
    {
      operation: 'PutConfigurationSetSuppressionOptions',
      method: 'PUT',
      path: `${SET}/suppression-options`,
      action: request => {
        const { SuppressedReasons } = request.json() as { SuppressedReasons?: string[] }
        named(request).suppressedReasons = SuppressedReasons && suppressionReasons(SuppressedReasons)
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
        sets.addDestination(named(request), destination)
        return { body: {} }
      },
    },
    {
      operation: 'GetConfigurationSetEventDestinations',
      method: 'GET',
      path: DESTINATIONS,
      action: request => ({
        body: { EventDestinations: named(request).destinations.map(describedDestination) },
      }),
    },
    {
      operation: 'UpdateConfigurationSetEventDestination',
      method: 'PUT',
      path: DESTINATION,
      action: request => {
        const { EventDestination } = request.json() as { EventDestination?: EventDestinationDefinition }
        const destination = eventDestination(request.path.EventDestinationName, EventDestination)
        sets.replaceDestination(named(request), destination)
        return { body: {} }
      },
    },
    {
      operation: 'DeleteConfigurationSetEventDestination',
      method: 'DELETE',
      path: DESTINATION,
      action: request => {
        named(request).deleteDestination(request.path.EventDestinationName as string)
        return { body: {} }
      },
    },
  ]
}

function list(sets: ConfigurationSets, request: PageRequest): RestResponse {
  const { items, ...rest } = paginate(sets.names(), request)
  return { body: { ConfigurationSets: items, ...rest } }
}
