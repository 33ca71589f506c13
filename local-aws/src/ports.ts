import type { Caller, ServiceCaller } from './identity/caller.ts'

/*
 * What services ask of each other in process: a service knows another by its port alone, never by its files.
 * Ports whose calls a policy can deny take the caller, so that the policy is evaluated where the resource is.
 */

/** KMS, for those who encrypt with it. */
export interface Keys {
  /**
   * Uses a key with the permissions of somebody else.
   *
   * @param key id, ARN, `alias/name` or alias ARN
   * @param operations all that the service asks KMS for
   * @returns the ARN of the key
   * @throws AwsError as KMS does: `NotFoundException`, `AccessDeniedException`, `DisabledException`,
   *   `InvalidKeyUsageException`, `KMSInvalidStateException`
   */
  use(key: string, operations: readonly KeyOperation[], access: KeyAccess): string
  /**
   * Uses a key with a grant that the service got when it was given the key, so that no policy is asked.
   *
   * @throws AwsError as {@link Keys.use}, but never `AccessDeniedException`
   */
  useGranted(key: string, operation: KeyOperation): string
}

export type KeyOperation = 'Decrypt' | 'GenerateDataKey'

/** What a service tells KMS when it uses a key for somebody. */
export interface KeyAccess {
  /** The principal whose permissions the service uses (forward access sessions); undefined for nobody. */
  readonly caller: Caller | undefined
  /** The service as `kms:ViaService` names it, without Region: `sqs`. */
  readonly via: string
  /** The encryption context by name: `{ 'aws:sqs:arn': … }`. */
  readonly context: Readonly<Record<string, string>>
}

/** A message attribute as SQS and SNS carry it; binary values are base64 text. */
export interface MessageAttribute {
  DataType: string
  StringValue?: string
  BinaryValue?: string
}

export interface OutgoingMessage {
  body: string
  attributes?: Record<string, MessageAttribute>
  groupId?: string
  deduplicationId?: string
  /** Becomes the message system attribute `AWSTraceHeader`. */
  traceHeader?: string
}

export interface ReceivedMessage {
  messageId: string
  receiptHandle: string
  body: string
  md5OfBody: string
  attributes: Record<string, MessageAttribute>
  md5OfAttributes: string | undefined
  /** All of them: `SentTimestamp`, `ApproximateReceiveCount`, `MessageGroupId`, … */
  systemAttributes: Record<string, string>
}

/** SQS, for those who deliver to queues and those who consume them. */
export interface Queues {
  /** @throws AwsError `QueueDoesNotExist` */
  byArn(arn: string): QueuePort
}

export interface QueuePort {
  readonly arn: string
  readonly fifo: boolean
  readonly visibilityTimeoutSeconds: number
  /** @throws AwsError as `SendMessage` does, KMS errors and denied callers included */
  send(message: OutgoingMessage, caller: Caller): { messageId: string }
  /**
   * As `ReceiveMessage`, but up to 10,000 at once; resolves empty when `waitSeconds` pass or `signal` aborts. A wait
   * that has begun goes on although its caller is denied meanwhile, as an answer under way does on AWS.
   *
   * @throws AwsError as `ReceiveMessage` does, KMS errors and denied callers included
   */
  receive(
    options: { maximum: number; waitSeconds: number; signal?: AbortSignal },
    caller: Caller,
  ): Promise<ReceivedMessage[]>
  /**
   * Handles that are no longer valid are passed over, as `DeleteMessageBatch` by the Lambda pollers is.
   *
   * @throws AwsError `AccessDeniedException` where the caller is denied it
   */
  delete(receiptHandles: readonly string[], caller: Caller): void
}

/** Kinesis, for those who read streams. */
export interface Streams {
  /** @throws AwsError `ResourceNotFoundException` */
  byArn(arn: string): StreamPort
  /** @throws AwsError `ResourceNotFoundException` */
  consumerByArn(arn: string): ConsumerPort
}

export interface StreamPort {
  readonly arn: string
  /** What came before this time is expired; in ms since the epoch. */
  readonly trimHorizon: number
  /**
   * Those whose records may not have expired yet, parents before their children.
   *
   * @throws AwsError `AccessDeniedException` where the caller is denied it
   */
  shards(caller: Caller): readonly StreamShard[]
  /** @throws AwsError as `GetShardIterator` does, denied callers included */
  iterator(shardId: string, position: StreamPosition, caller: Caller): string
  /**
   * @param limit records at most, up to 10,000
   * @throws AwsError as `GetRecords` does, KMS errors and denied callers included
   */
  records(iterator: string, limit: number, caller: Caller): StreamBatch
}

/** A consumer that is registered for enhanced fan-out. */
export interface ConsumerPort {
  /** @throws AwsError as `SubscribeToShard` does, denied callers included */
  subscribe(shardId: string, position: StreamPosition, caller: Caller): ShardSubscription
}

export interface ShardSubscription {
  /**
   * What comes next; without records when `patienceMs` pass.
   *
   * @returns undefined when the subscription is over, after five minutes
   * @throws AwsError the exceptions that `SubscribeToShard` sends as events
   */
  next(patienceMs: number): Promise<PushedRecords | undefined>
  close(): void
}

export interface PushedRecords {
  records: readonly StreamRecord[]
  millisBehindLatest: number
  endOfShard: boolean
}

export interface StreamShard {
  id: string
  /** Those that it goes on for: one after a split, two after a merge. */
  parentIds: readonly string[]
  open: boolean
}

/** Where to start reading in a shard. */
export interface StreamPosition {
  type: 'TRIM_HORIZON' | 'LATEST' | 'AT_SEQUENCE_NUMBER' | 'AFTER_SEQUENCE_NUMBER' | 'AT_TIMESTAMP'
  /** For the types with a sequence number. */
  sequenceNumber?: string
  /** For `AT_TIMESTAMP`, in ms since the epoch. */
  timestamp?: number
}

export interface StreamBatch {
  records: readonly StreamRecord[]
  /** Undefined at the end of a closed shard. */
  nextIterator: string | undefined
  millisBehindLatest: number
}

export interface StreamRecord {
  readonly sequenceNumber: string
  readonly partitionKey: string
  /** Base64. */
  readonly data: string
  /** In ms since the epoch. */
  readonly arrivedAt: number
}

/** S3, for those who write objects without a client. */
export interface Buckets {
  /**
   * @param options `kmsKey`: ARN of the key that encrypts the object. @default - the bucket's encryption
   * @throws AwsError as `PutObject` does, KMS errors and denied callers included
   */
  put(
    bucket: string,
    key: string,
    body: string | Buffer,
    caller: Caller,
    options?: { kmsKey: string | undefined },
  ): Promise<void>
}

/** S3, for those who read objects without a client. */
export interface StoredObjects {
  /** Whether there is the bucket, and the caller may know: by `s3:GetBucketLocation`. */
  hasBucket(name: string, caller: Caller): boolean
  /** @throws AwsError `AccessDenied` for a caller who may not get the object */
  checkReadable(bucket: string, key: string, caller: Caller): void
  /**
   * All objects whose keys have the prefix, in the order of listings.
   *
   * @throws AwsError as `ListObjectsV2` does, denied callers included
   */
  list(bucket: string, prefix: string, caller: Caller): StoredObjectSummary[]
  /** @throws AwsError as `GetObject` does, KMS errors and denied callers included */
  get(bucket: string, key: string, caller: Caller): Buffer
}

export interface StoredObjectSummary {
  key: string
  /** In bytes. */
  size: number
}

/** Glue's Data Catalog, for those who read the data of its tables. Names are in lower case. */
export interface DataCatalog {
  /** @throws AwsError `AccessDeniedException` */
  databases(caller: Caller): CatalogDatabase[]
  /** Undefined if there is no such database. */
  database(name: string, caller: Caller): CatalogDatabase | undefined
  /** Ordered by name; empty if there is no such database. */
  tables(database: string, caller: Caller): CatalogTable[]
  /** Undefined if there is no such table. */
  table(database: string, name: string, caller: Caller): CatalogTable | undefined
}

export interface CatalogDatabase {
  readonly name: string
  readonly description: string | undefined
  readonly parameters: Readonly<Record<string, string>>
}

export interface CatalogTable {
  readonly name: string
  readonly database: string
  /** `EXTERNAL_TABLE`, `VIRTUAL_VIEW`, … */
  readonly type: string | undefined
  readonly parameters: Readonly<Record<string, string>>
  readonly partitionKeys: readonly CatalogColumn[]
  readonly storage: CatalogStorage
  /** The partitions in the catalog; a projected table has none. */
  readonly partitions: readonly CatalogPartition[]
  /** In ms since the epoch. */
  readonly createdAt: number
}

export interface CatalogColumn {
  readonly name: string
  /** A Hive type, such as `struct<id:string,total:decimal(10,2)>`. */
  readonly type: string
  readonly comment: string | undefined
}

export interface CatalogStorage {
  readonly columns: readonly CatalogColumn[]
  /** `s3://bucket/prefix/` */
  readonly location: string | undefined
  readonly inputFormat: string | undefined
  readonly outputFormat: string | undefined
  /** The class of the SerDe. */
  readonly serializationLibrary: string | undefined
  readonly serdeParameters: Readonly<Record<string, string>>
}

export interface CatalogPartition {
  /** In the order of the table's partition keys. */
  readonly values: readonly string[]
  /** @default - that of the table */
  readonly location: string | undefined
}

/** SNS, for those who publish without a client: CloudWatch alarms, S3 notifications, SES feedback. */
export interface Topics {
  /** @throws AwsError as `Publish` does */
  publish(
    topicArn: string,
    message: { subject?: string; body: string; traceHeader?: string },
    caller: Caller,
  ): void
}

/** Lambda, for those who invoke functions. */
export interface Functions {
  /**
   * Runs the function once and waits for it. Its policy is not asked: see {@link checkInvocable}.
   *
   * @param functionName name or ARN
   * @throws AwsError when it could not be started: `ResourceNotFoundException`, `TooManyRequestsException`,
   *   `RequestTooLargeException`
   */
  invoke(
    functionName: string,
    event: unknown,
    options: { caller: Caller; traceHeader?: string },
  ): Promise<Invocation>
  /**
   * Takes the event and sees to it that the function is invoked with it, again where it fails: what `Invoke` with
   * `InvocationType: Event` does.
   *
   * @throws AwsError `ResourceNotFoundException`, `RequestTooLargeException`; `AccessDeniedException` where the
   *   function's policy does not let a service invoke it
   */
  invokeAsynchronously(
    functionName: string,
    event: unknown,
    options: { caller: Caller; traceHeader?: string },
  ): void
  /** @throws AwsError `ResourceNotFoundException`, `AccessDeniedException`, as an invocation by the service would */
  checkInvocable(functionName: string, caller: ServiceCaller): void
  /** The function's configured timeout. */
  timeoutSeconds(functionName: string): number
}

/** Where an alias of a function sends invocations. */
export interface AliasTarget {
  readonly version: string
  /** A second version, and its share from 0 to 1. */
  readonly additional?: { readonly version: string; readonly weight: number }
}

/** Lambda's aliases, for those who shift traffic. */
export interface FunctionAliases {
  /** @throws AwsError `ResourceNotFoundException` */
  aliasTarget(functionName: string, alias: string): AliasTarget
  /** @throws AwsError `ResourceNotFoundException` for a function, an alias or a version that is missing */
  pointAlias(functionName: string, alias: string, target: AliasTarget): void
}

/** CloudWatch's alarms, for those who act on their states. */
export interface AlarmStates {
  /** @returns undefined if there is no alarm of the name */
  alarmState(name: string): 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | undefined
}

export interface Invocation {
  /** What the handler returned, or the error document `{ errorType, errorMessage, … }`. */
  payload: unknown
  /** Set when the handler threw, timed out, or its process ended. */
  functionError?: 'Unhandled'
}

/** CloudWatch Logs, for those who write. */
export interface Logs {
  hasGroup(logGroup: string): boolean
  /** Whether the group has this stream. */
  exists(logGroup: string, logStream: string): boolean
  /** Creates the group and stream if they are missing. Timestamps in ms since the epoch. */
  write(logGroup: string, logStream: string, events: readonly { timestamp: number; message: string }[]): void
}

/** CloudWatch, for services that report metrics of their own. */
export interface Metrics {
  /** @param time where the value belongs. @default - the present minute */
  put(datum: MetricDatum, time?: SampleTime): void
  /** Asked each time a metric of `namespace` is read: for gauges such as a queue's depth. */
  observe(namespace: string, gauge: () => readonly MetricDatum[]): void
}

export interface MetricDatum {
  namespace: string
  name: string
  dimensions: Record<string, string>
  value: number
  /** In CloudWatch's words: `Count`, `Seconds`, `Milliseconds`, … */
  unit: string
}

/** Where in time a metric's value belongs. */
export interface SampleTime {
  /** Milliseconds since the epoch. */
  timestamp: number
  /** `StorageResolution`: 60 keeps minutes, 1 keeps seconds. */
  resolutionSeconds: 1 | 60
}

/** X-Ray, for services that take part in traces. */
export interface Traces {
  /** Where functions send their subsegments, as `AWS_XRAY_DAEMON_ADDRESS` wants it: `127.0.0.1:<port>`. */
  readonly daemonAddress: string
  /** The trace to go on with: `incoming` if it holds a sampling decision, else a new one, decided as Lambda does. */
  begin(incoming: string | undefined): TraceContext
  /** A finished segment document, as the X-Ray documentation describes it. */
  record(segment: Record<string, unknown>): void
}

/** What `X-Amzn-Trace-Id` says: `Root=…;Parent=…;Sampled=…`. */
export interface TraceContext {
  traceId: string
  parentId: string | undefined
  sampled: boolean
}

/** SES's inbox, for those who deliver mail without a client: SNS `email` subscriptions. */
export interface Inbox {
  deliver(mail: Mail): void
}

export interface Mail {
  from: string
  to: string[]
  subject: string
  text?: string
  html?: string
}
