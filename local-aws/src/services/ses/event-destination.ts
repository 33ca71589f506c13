import type { EventDestinationDefinition } from '@aws-sdk/client-sesv2'
import { badRequest, notSimulated } from './errors.ts'

/** Events of a mail, with the names of `MatchingEventTypes`. */
export type EventType = 'SEND' | 'REJECT' | 'DELIVERY' | 'BOUNCE' | 'COMPLAINT'

/** The topic for a configuration set's events, and their types. */
export interface EventDestination {
  readonly name: string
  readonly enabled: boolean
  readonly types: readonly string[]
  readonly topicArn: string
}

/**
 * Every event type. Nobody here opens a mail, follows its links, delays it, renders a template or manages a
 * subscription for the recipient, so these events can be requested but never occur.
 */
const TYPES: ReadonlySet<string> = new Set([
  'SEND',
  'REJECT',
  'BOUNCE',
  'COMPLAINT',
  'DELIVERY',
  'OPEN',
  'CLICK',
  'RENDERING_FAILURE',
  'DELIVERY_DELAY',
  'SUBSCRIPTION',
])

const NAME = /^[A-Za-z0-9_-]{1,64}$/

/**
 * @param given the definition in API v2
 * @throws AwsError `BadRequestException` for an invalid definition, and for destinations that are not simulated
 */
export function eventDestination(
  name: string | undefined,
  given: EventDestinationDefinition | undefined,
): EventDestination {
  if (!NAME.test(name ?? '')) {
    throw badRequest(
      `The name of an event destination is 1 to 64 letters, digits, "_" or "-", not ${JSON.stringify(name)}.`,
    )
  }
  if (!given) throw badRequest('EventDestination is missing.')
  checkSimulated(given)
  const { SnsDestination, MatchingEventTypes = [], Enabled = false } = given
  if (!SnsDestination?.TopicArn) throw badRequest('An event destination needs SnsDestination.TopicArn.')
  if (MatchingEventTypes.length === 0) throw badRequest('MatchingEventTypes must have at least one type.')
  for (const type of MatchingEventTypes) {
    if (!TYPES.has(type)) throw badRequest(`There is no event type ${JSON.stringify(type)}.`)
  }
  return {
    name: name as string,
    enabled: Enabled,
    types: MatchingEventTypes,
    topicArn: SnsDestination.TopicArn,
  }
}

/** An entry of `GetConfigurationSetEventDestinations`. */
export function describedDestination({ name, enabled, types, topicArn }: EventDestination) {
  return {
    Name: name,
    Enabled: enabled,
    MatchingEventTypes: types,
    SnsDestination: { TopicArn: topicArn },
  }
}

function checkSimulated(given: EventDestinationDefinition): void {
  const others = [
    'CloudWatchDestination',
    'EventBridgeDestination',
    'KinesisFirehoseDestination',
    'PinpointDestination',
  ] as const
  const asked = others.find(destination => given[destination] !== undefined)
  if (asked) throw notSimulated(`the event destination ${asked}; use SnsDestination`)
}
