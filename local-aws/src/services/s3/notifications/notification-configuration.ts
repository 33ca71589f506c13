import { invalidArgument, malformedXml } from '../errors.ts'
import { NOT_SIMULATED, type XmlContent, type XmlElement, type XmlShape } from '../xml-document.ts'
import { checkKnownEvents } from './event-types.ts'
import type { DestinationKind, NotificationConfiguration, NotificationRule } from './notification-rule.ts'
import { checkUnambiguous } from './overlap.ts'

/** A rule in a request or a template. */
export interface NotificationRequest {
  id: string | undefined
  kind: DestinationKind
  arn: string
  events: readonly string[]
  filter: readonly { name: string; value: string }[]
}

/** The API's element names of a rule and its destination, by kind of destination. */
const ELEMENTS: readonly { kind: DestinationKind; configuration: string; destination: string }[] = [
  { kind: 'topic', configuration: 'TopicConfiguration', destination: 'Topic' },
  { kind: 'queue', configuration: 'QueueConfiguration', destination: 'Queue' },
  { kind: 'function', configuration: 'CloudFunctionConfiguration', destination: 'CloudFunction' },
]

/** The element `NotificationConfiguration`. */
export const NOTIFICATION_CONFIGURATION: XmlShape = {
  ...Object.fromEntries(
    ELEMENTS.map(({ configuration, destination }) => [
      configuration,
      {
        Id: 'text',
        [destination]: 'text',
        Event: 'text',
        Filter: { S3Key: { FilterRule: { Name: 'text', Value: 'text' } } },
      } as const,
    ]),
  ),
  EventBridgeConfiguration: NOT_SIMULATED,
}

const MAX_FILTER_VALUE_CHARACTERS = 1024

/** @throws AwsError `MalformedXML`, `NotImplemented` */
export function notificationRequests(configuration: XmlElement): NotificationRequest[] {
  return ELEMENTS.flatMap(element =>
    configuration.all(element.configuration).map(rule => requestOf(rule, element)),
  )
}

function requestOf(
  rule: XmlElement,
  { kind, destination }: { kind: DestinationKind; destination: string },
): NotificationRequest {
  const filterRules = rule.one('Filter')?.one('S3Key')?.all('FilterRule') ?? []
  return {
    id: rule.textOf('Id'),
    kind,
    arn: rule.requiredTextOf(destination),
    events: rule.textsOf('Event'),
    filter: filterRules.map(filterRule => ({
      name: filterRule.requiredTextOf('Name'),
      value: filterRule.requiredTextOf('Value'),
    })),
  }
}

/**
 * The rules for a bucket.
 *
 * @param newId creates the id of a rule without one ("If you don't provide one, Amazon S3 will assign an ID.")
 * @throws AwsError `InvalidArgument`, `NotImplemented`, `MalformedXML`
 */
export function notificationConfiguration(
  requests: readonly NotificationRequest[],
  newId: () => string,
): NotificationConfiguration {
  const rules = requests.map(({ id, kind, arn, events, filter }) => {
    if (events.length === 0) throw malformedXml()
    checkKnownEvents(events)
    checkArn(kind, arn)
    return { id: id || newId(), kind, arn, events, ...affixes(filter) }
  })
  checkUnambiguous(rules)
  return rules
}

function checkArn(kind: DestinationKind, arn: string): void {
  if (/^arn:(?:[^:]+:){2}[^:]*:[^:]*:./.test(arn)) return
  const { destination } = ELEMENTS.find(element => element.kind === kind) as (typeof ELEMENTS)[number]
  throw invalidArgument('The ARN could not be parsed', destination, arn)
}

function affixes(filter: NotificationRequest['filter']): Pick<NotificationRule, 'prefix' | 'suffix'> {
  const found: { prefix: string | undefined; suffix: string | undefined } = {
    prefix: undefined,
    suffix: undefined,
  }
  for (const { name, value } of filter) {
    const which = name.toLowerCase()
    if (which !== 'prefix' && which !== 'suffix') {
      throw invalidArgument('filter rule name must be either prefix or suffix', 'FilterRule.Name', name)
    }
    if (found[which] !== undefined) {
      throw invalidArgument(
        `Cannot specify more than one ${which} rule in a filter.`,
        'FilterRule.Name',
        which,
      )
    }
    if (Buffer.byteLength(value) > MAX_FILTER_VALUE_CHARACTERS) {
      throw invalidArgument(
        `size of filter rule value cannot exceed ${MAX_FILTER_VALUE_CHARACTERS} bytes`,
        'FilterRule.Value',
        value,
      )
    }
    found[which] = value
  }
  return found
}

/** The rules as `GetBucketNotificationConfiguration` returns them. */
export function notificationConfigurationXml(rules: NotificationConfiguration): XmlContent {
  return Object.fromEntries(
    ELEMENTS.map(({ kind, configuration, destination }) => [
      configuration,
      rules
        .filter(rule => rule.kind === kind)
        .map(({ id, arn, events, prefix, suffix }) => ({
          Id: id,
          [destination]: arn,
          Event: events,
          Filter: filterXml([
            ['Prefix', prefix],
            ['Suffix', suffix],
          ]),
        })),
    ]),
  )
}

function filterXml(affixes: [string, string | undefined][]): XmlContent {
  const rules = affixes.flatMap(([Name, Value]) => (Value === undefined ? [] : [{ Name, Value }]))
  return rules.length > 0 ? { S3Key: { FilterRule: rules } } : undefined
}
