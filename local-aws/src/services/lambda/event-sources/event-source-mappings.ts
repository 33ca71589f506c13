import type { Account } from '../../../account.ts'
import { AwsError } from '../../../aws-error.ts'
import type { QueuePort, Queues } from '../../../ports.ts'
import { type TagEntry, TagSet } from '../../../tag-set.ts'
import { conflict, invalid, notFound } from '../errors.ts'
import { functionNameOf } from '../function-name.ts'
import type { FunctionRegistry } from '../functions.ts'
import type { LambdaFunction } from '../lambda-function.ts'
import type { EventSource } from './event-source.ts'
import { KinesisEventSource, type StreamServices } from './kinesis-event-source.ts'
import { isEnabled, type MappingProperties } from './mapping-properties.ts'
import { type QueueMappingConfiguration, queueMappingConfiguration } from './queue-mapping-configuration.ts'
import { isConsumer, isQueue, sourceArn } from './source-arn.ts'
import { checkSourcePermissions } from './source-permissions.ts'
import { SqsEventSource } from './sqs-event-source.ts'
import {
  type StreamMappingConfiguration,
  streamMappingConfiguration,
} from './stream-mapping-configuration.ts'
import { StreamProgress } from './stream-progress.ts'

type MappingConfiguration = QueueMappingConfiguration | StreamMappingConfiguration

/** The services that event sources use. */
export interface EventSourceServices extends StreamServices {
  readonly queues: Queues
}

/** A mapping from an event source to a function, and its state. */
export interface EventSourceMapping {
  readonly uuid: string
  readonly arn: string
  readonly eventSourceArn: string
  /** Includes the qualifier of an alias or a version, if the mapping names one. */
  functionArn: string
  readonly tags: TagSet
  configuration: MappingConfiguration
  /** The properties from creation; an update replaces those that it names. */
  properties: MappingProperties
  /** The poller, while the mapping is enabled. */
  source: EventSource | undefined
  /** The mapping's position in a stream. */
  progress: StreamProgress | undefined
  /** In ms since the epoch. */
  lastModified: number
  lastProcessingResult: string
}

/** The event source mappings of the account. */
export class EventSourceMappings {
  readonly #account: Account
  readonly #services: EventSourceServices
  readonly #functions: FunctionRegistry
  readonly #mappings = new Map<string, EventSourceMapping>()

  constructor(services: EventSourceServices, functions: FunctionRegistry) {
    this.#account = services.account
    this.#services = services
    this.#functions = functions
  }

  /** @throws AwsError `InvalidParameterValueException`, `ResourceNotFoundException`, `ResourceConflictException` */
  create(properties: MappingProperties, tags: readonly TagEntry[] = []): EventSourceMapping {
    const eventSourceArn = sourceArn(properties)
    const { target, invokedArn } = this.#functions.resolve(properties.FunctionName ?? '')
    this.#refuseSecond(eventSourceArn, invokedArn)
    const uuid = this.#account.random.uuid()
    const configuration = this.#configurationOf(properties, eventSourceArn, target)
    checkSourcePermissions(this.#account.authorization, target.caller, eventSourceArn)
    const mapping: EventSourceMapping = {
      uuid,
      arn: this.#account.arn('lambda', `event-source-mapping:${uuid}`),
      eventSourceArn,
      functionArn: invokedArn,
      tags: new TagSet(invalid, tags),
      configuration,
      properties,
      source: undefined,
      progress:
        configuration.kind === 'stream' ? new StreamProgress(configuration.startingPosition) : undefined,
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
    throw notFound('The resource you requested does not exist.')
  }

  list(): EventSourceMapping[] {
    return [...this.#mappings.values()]
  }

  /**
   * Another function gets what is fetched from now on; a batch that is under way ends where it began, and the position in
   * a stream stays.
   *
   * @throws AwsError as {@link create}
   */
  update(uuid: string, changes: MappingProperties): EventSourceMapping {
    const mapping = this.get(uuid)
    const { eventSourceArn } = mapping
    const { target, invokedArn } = this.#functions.resolve(changes.FunctionName ?? mapping.functionArn)
    const properties = { ...mapping.properties, ...changes }
    const configuration = this.#configurationOf(properties, eventSourceArn, target)
    if (invokedArn !== mapping.functionArn) {
      this.#refuseSecond(eventSourceArn, invokedArn)
      checkSourcePermissions(this.#account.authorization, target.caller, eventSourceArn)
    }
    mapping.functionArn = invokedArn
    mapping.configuration = configuration
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

  /** Stops all polling. */
  close(): void {
    for (const { source } of this.#mappings.values()) source?.stop()
  }

  #run(mapping: EventSourceMapping): void {
    mapping.source = undefined
    if (!isEnabled(mapping.properties)) return
    mapping.source = this.#sourceOf(mapping)
    mapping.source.start()
  }

  #sourceOf(mapping: EventSourceMapping): EventSource {
    const { configuration, progress, functionArn } = mapping
    const invoked = () => this.#functions.get(functionArn)
    const report = (result: string) => {
      mapping.lastProcessingResult = result
    }
    if (configuration.kind === 'queue') {
      return new SqsEventSource(this.#services, mapping, invoked, configuration, report)
    }
    const running = { ...mapping, configuration }
    return new KinesisEventSource(this.#services, running, progress as StreamProgress, invoked, report)
  }

  #configurationOf(
    properties: MappingProperties,
    eventSourceArn: string,
    target: LambdaFunction,
  ): MappingConfiguration {
    if (isQueue(eventSourceArn)) {
      const { timeoutSeconds } = target.configuration
      return queueMappingConfiguration(properties, this.#queue(eventSourceArn), timeoutSeconds)
    }
    this.#assertStream(eventSourceArn)
    return streamMappingConfiguration(properties)
  }

  #queue(arn: string): QueuePort {
    try {
      return this.#services.queues.byArn(arn)
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      throw invalid(
        `Error occurred while ReceiveMessage. SQS Error Code: ${error.queryCode ?? error.code}. SQS Error Message: ${error.message}`,
      )
    }
  }

  #assertStream(arn: string): void {
    const { streams } = this.#services
    try {
      if (isConsumer(arn)) streams.consumerByArn(arn)
      else streams.byArn(arn)
    } catch (error) {
      if (error instanceof AwsError) throw invalid(`Stream not found: ${arn}`)
      throw error
    }
  }

  #refuseSecond(eventSourceArn: string, arn: string): void {
    const first = this.list().find(
      mapping => mapping.eventSourceArn === eventSourceArn && mapping.functionArn === arn,
    )
    if (!first) return
    const message = isQueue(eventSourceArn)
      ? `An event source mapping with SQS arn (" ${eventSourceArn} ") and function (" ${functionNameOf(arn)} ") already exists. Please update or delete the existing mapping with UUID ${first.uuid}`
      : `The event source arn (" ${eventSourceArn} ") and function (" ${functionNameOf(arn)} ") provided mapping already exists. Please update or delete the existing mapping with UUID ${first.uuid}`
    throw conflict(message)
  }
}
