import type { Account } from '../../account.ts'
import { AwsError } from '../../aws-error.ts'
import { DeliveryStream, type StreamServices, type StreamSource } from './delivery-stream.ts'
import type { ExtendedS3DestinationSettings, S3DestinationSettings } from './destination-settings.ts'
import { invalidArgument, resourceInUse, streamNotFound } from './errors.ts'
import { type StreamConfiguration, streamConfiguration } from './stream-configuration.ts'
import { type EncryptionInput, encryptionOf } from './stream-encryption.ts'
import { addTags, type Tag } from './tags.ts'

/** `CreateDeliveryStream`, checked by the model. */
export interface CreateInput {
  DeliveryStreamName: string
  DeliveryStreamType?: StreamSource['type']
  DirectPutSourceConfiguration?: { ThroughputHintInMBs: number }
  KinesisStreamSourceConfiguration?: { KinesisStreamARN: string; RoleARN: string }
  DeliveryStreamEncryptionConfigurationInput?: EncryptionInput
  S3DestinationConfiguration?: S3DestinationSettings
  ExtendedS3DestinationConfiguration?: ExtendedS3DestinationSettings
  Tags?: Tag[]
}

/** How long streams are CREATING and DELETING; AWS documents no time. */
const TRANSITION_MS = 1_000

/** The delivery streams of the account, by name. */
export class DeliveryStreams {
  readonly account: Account
  readonly #services: StreamServices
  readonly #streams = new Map<string, DeliveryStream>()

  constructor(services: StreamServices) {
    this.account = services.account
    this.#services = services
  }

  /** All of them, by name. */
  all(): DeliveryStream[] {
    return [...this.#streams.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** Creates a stream, which is CREATING for a while. */
  create(input: CreateInput): DeliveryStream {
    const stream = this.make(input)
    this.account.clock.setTimer(TRANSITION_MS, () => {
      if (stream.status === 'CREATING') stream.status = 'ACTIVE'
    })
    return stream
  }

  /**
   * Creates a stream, which is CREATING until its status is changed.
   *
   * @throws AwsError `ResourceInUseException` if the name is taken, `InvalidArgumentException`
   */
  make(input: CreateInput): DeliveryStream {
    const { DeliveryStreamName: name } = input
    if (this.#streams.has(name)) {
      throw resourceInUse(`Firehose ${name} under accountId ${this.account.id} already exists`)
    }
    const source = sourceOf(input)
    const configuration = streamConfiguration(this.account.random, destinationOf(input))
    this.checkRoles(name, configuration, source)
    this.#checkReadable(source)
    const stream = new DeliveryStream(this.#services, {
      ...{ name, source, configuration },
      encryption: encryptionFor(source, input.DeliveryStreamEncryptionConfigurationInput),
    })
    addTags(stream, input.Tags)
    this.#streams.set(name, stream)
    stream.start()
    return stream
  }

  /**
   * Checks that Firehose may assume the roles that a delivery stream has.
   *
   * @throws AwsError `InvalidArgumentException`
   */
  checkRoles(name: string, { destination, backup }: StreamConfiguration, source?: StreamSource): void {
    const ofSource = source?.type === 'KinesisStreamAsSource' ? source.roleArn : undefined
    const roles = [ofSource, destination.roleArn, backup?.roleArn].filter(role => role !== undefined)
    const arn = this.account.arn('firehose', `deliverystream/${name}`)
    for (const role of new Set(roles)) this.#services.roles.checkAssumable(role, arn)
  }

  /** @throws AwsError `ResourceNotFoundException` */
  byName(name: string): DeliveryStream {
    const stream = this.#streams.get(name)
    if (stream) return stream
    throw streamNotFound(name, this.account.id)
  }

  /** Deletes a stream, which is DELETING for a while; "you can delete it only if it is ACTIVE". */
  delete(stream: DeliveryStream): void {
    this.#checkActive(stream)
    stream.status = 'DELETING'
    void stream.close()
    this.account.clock.setTimer(TRANSITION_MS, () => this.#streams.delete(stream.name))
  }

  /** Deletes a stream; resolves when it is gone. */
  async remove(stream: DeliveryStream): Promise<void> {
    this.#checkActive(stream)
    stream.status = 'DELETING'
    await stream.close()
    this.#streams.delete(stream.name)
  }

  /** Reads no more from any source. */
  stop(): void {
    for (const stream of this.#streams.values()) stream.stop()
  }

  #checkActive({ name, status }: DeliveryStream): void {
    if (status === 'ACTIVE') return
    throw resourceInUse(`Firehose ${name} under accountId ${this.account.id} is not ACTIVE, but ${status}.`)
  }

  #checkReadable(source: StreamSource): void {
    if (source.type === 'DirectPut') return
    const { streams, roles } = this.#services
    try {
      streams.byArn(source.streamArn)
      this.account.authorization.check(roles.callerIn(source.roleArn), [
        { action: 'kinesis:DescribeStream', resource: source.streamArn },
      ])
    } catch (error) {
      if (error instanceof AwsError) throw invalidArgument(error.message)
      throw error
    }
  }
}

function sourceOf({
  DeliveryStreamType: type = 'DirectPut',
  DirectPutSourceConfiguration: put,
  KinesisStreamSourceConfiguration: kinesis,
}: CreateInput): StreamSource {
  if (type === 'DirectPut') {
    if (!kinesis) return { type, throughputHint: put?.ThroughputHintInMBs }
    throw invalidArgument(
      'KinesisStreamSourceConfig is only applicable for KinesisStreamAsSource stream type.',
    )
  }
  if (put) {
    throw invalidArgument('DirectPutSourceConfiguration is only applicable for DirectPut stream type.')
  }
  if (kinesis) return { type, streamArn: kinesis.KinesisStreamARN, roleArn: kinesis.RoleARN }
  throw invalidArgument('KinesisStreamSourceConfiguration is required for KinesisStreamAsSource stream type.')
}

function destinationOf({
  S3DestinationConfiguration: plain,
  ExtendedS3DestinationConfiguration: extended,
}: CreateInput): ExtendedS3DestinationSettings {
  const given = extended ?? plain
  if (given && !(extended && plain)) return given
  throw invalidArgument('Exactly one destination configuration is supported for a Firehose')
}

/** "If the source is a Kinesis data stream, Firehose doesn't store the data at rest": the source is encrypted instead. */
function encryptionFor(source: StreamSource, input: EncryptionInput | undefined) {
  if (input === undefined) return undefined
  if (source.type === 'DirectPut') return encryptionOf(input)
  throw invalidArgument(
    'DeliveryStreamEncryptionConfigurationInput is only applicable for DirectPut stream type: encrypt the Kinesis stream.',
  )
}
