import type { Account } from '../account.ts'
import { AwsError } from '../api/aws-error.ts'
import type { Queues } from '../ports.ts'
import type { FunctionRegistry } from '../services/lambda/functions.ts'
import { invalid, notSimulated } from '../services/lambda/parameter-values.ts'
import {
  isEnabled,
  type MappingConfiguration,
  type MappingProperties,
  mappingConfiguration,
} from './mapping-configuration.ts'
import { SqsEventSource } from './sqs-event-source.ts'

/** What feeds which function, and how it goes. */
export interface EventSourceMapping {
  readonly uuid: string
  readonly arn: string
  readonly eventSourceArn: string
  readonly functionArn: string
  configuration: MappingConfiguration
  /** What it was made with; an update changes what it names. */
  properties: MappingProperties
  /** The poller, while the mapping is enabled. */
  source: SqsEventSource | undefined
  /** In ms since the epoch. */
  lastModified: number
  lastProcessingResult: string
}

/** The event source mappings of the account. */
export class EventSourceMappings {
  readonly #account: Account
  readonly #queues: Queues
  readonly #functions: FunctionRegistry
  readonly #mappings = new Map<string, EventSourceMapping>()

  constructor(account: Account, queues: Queues, functions: FunctionRegistry) {
    this.#account = account
    this.#queues = queues
    this.#functions = functions
  }

  /** @throws AwsError `InvalidParameterValueException`, `ResourceNotFoundException`, `ResourceConflictException` */
  create(properties: MappingProperties): EventSourceMapping {
    const eventSourceArn = sourceArn(properties)
    const { configuration: target } = this.#functions.get(properties.FunctionName ?? '')
    this.#refuseSecond(eventSourceArn, target.arn)
    const uuid = this.#account.random.uuid()
    const mapping: EventSourceMapping = {
      uuid,
      arn: this.#account.arn('lambda', `event-source-mapping:${uuid}`),
      eventSourceArn,
      functionArn: target.arn,
      configuration: this.#configurationOf(properties, eventSourceArn, target.timeoutSeconds),
      properties,
      source: undefined,
      lastModified: this.#account.clock.now(),
      lastProcessingResult: 'No records processed',
    }
    this.#mappings.set(uuid, mapping)
    this.#run(mapping)
    return mapping
  }

  /** @throws AwsError `ResourceNotFoundException` */
  get(uuid: string): EventSourceMapping {
    const mapping = this.#mappings.get(uuid)
    if (mapping) return mapping
    throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', {
      statusCode: 404,
      members: { Type: 'User' },
    })
  }

  list(): EventSourceMapping[] {
    return [...this.#mappings.values()]
  }

  /** @throws AwsError as {@link create} */
  update(uuid: string, changes: MappingProperties): EventSourceMapping {
    const mapping = this.get(uuid)
    if (
      changes.FunctionName &&
      this.#functions.get(changes.FunctionName).configuration.arn !== mapping.functionArn
    ) {
      throw notSimulated('moving an event source mapping to another function')
    }
    const properties = { ...mapping.properties, ...changes }
    const { timeoutSeconds } = this.#functions.get(mapping.functionArn).configuration
    mapping.configuration = this.#configurationOf(properties, mapping.eventSourceArn, timeoutSeconds)
    mapping.properties = properties
    mapping.lastModified = this.#account.clock.now()
    mapping.source?.stop()
    this.#run(mapping)
    return mapping
  }

  /** @throws AwsError `ResourceNotFoundException` */
  delete(uuid: string): EventSourceMapping {
    const mapping = this.get(uuid)
    mapping.source?.stop()
    this.#mappings.delete(uuid)
    return mapping
  }

  /** Fetches nothing more. */
  close(): void {
    for (const { source } of this.#mappings.values()) source?.stop()
  }

  #run(mapping: EventSourceMapping): void {
    mapping.source = undefined
    if (!isEnabled(mapping.properties)) return
    mapping.source = new SqsEventSource(
      { account: this.#account, queues: this.#queues },
      mapping.eventSourceArn,
      () => this.#functions.get(mapping.functionArn),
      mapping.configuration,
      result => {
        mapping.lastProcessingResult = result
      },
    )
    mapping.source.start()
  }

  #configurationOf(
    properties: MappingProperties,
    eventSourceArn: string,
    timeoutSeconds: number,
  ): MappingConfiguration {
    return mappingConfiguration(properties, this.#queues.byArn(eventSourceArn), timeoutSeconds)
  }

  #refuseSecond(eventSourceArn: string, functionArn: string): void {
    const first = this.list().find(
      mapping => mapping.eventSourceArn === eventSourceArn && mapping.functionArn === functionArn,
    )
    if (!first) return
    throw new AwsError(
      'ResourceConflictException',
      `An event source mapping with SQS arn (" ${eventSourceArn} ") and function (" ${functionArn} ") already exists. Please update or delete the existing mapping with UUID ${first.uuid}`,
      { statusCode: 409, members: { Type: 'User' } },
    )
  }
}

function sourceArn({ EventSourceArn }: MappingProperties): string {
  if (!EventSourceArn) throw invalid('An event source mapping needs EventSourceArn.')
  if (!EventSourceArn.startsWith('arn:aws:sqs:')) {
    throw notSimulated(`${EventSourceArn} as an event source, only SQS queues`)
  }
  return EventSourceArn
}
