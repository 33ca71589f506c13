/** Services whose action prefix differs from their signing name. */
const PREFIXES: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' }

/** What the redrive of a dead-letter queue does with the queue. */
const REDRIVE = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']

/**
 * The actions of operations whose action has another name, or that require several actions or none; by signing name.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const RENAMED: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  // Each action of a transaction requires the permission of its own operation; the transaction checks them.
  dynamodb: { TransactGetItems: [], TransactWriteItems: [] },
  lambda: {
    // The name of the function and its role are in the body; the operation checks them.
    CreateFunction: [],
    GetLayerVersionByArn: ['GetLayerVersion'],
    Invoke: ['InvokeFunction'],
  },
  s3: {
    CompleteMultipartUpload: ['PutObject'],
    CopyObject: ['PutObject'],
    CreateMultipartUpload: ['PutObject'],
    DeleteBucketCors: ['PutBucketCORS'],
    DeleteBucketEncryption: ['PutEncryptionConfiguration'],
    DeleteBucketLifecycle: ['PutLifecycleConfiguration'],
    DeleteBucketOwnershipControls: ['PutBucketOwnershipControls'],
    DeleteBucketTagging: ['PutBucketTagging'],
    // "If … you do not have permission" for a key, the response reports it for that key; the operation checks each key.
    DeleteObjects: [],
    DeletePublicAccessBlock: ['PutBucketPublicAccessBlock'],
    GetBucketCors: ['GetBucketCORS'],
    GetBucketEncryption: ['GetEncryptionConfiguration'],
    GetBucketLifecycleConfiguration: ['GetLifecycleConfiguration'],
    GetBucketNotificationConfiguration: ['GetBucketNotification'],
    GetObjectAttributes: ['GetObject', 'GetObjectAttributes'],
    GetPublicAccessBlock: ['GetBucketPublicAccessBlock'],
    HeadBucket: ['ListBucket'],
    HeadObject: ['GetObject'],
    ListBuckets: ['ListAllMyBuckets'],
    ListMultipartUploads: ['ListBucketMultipartUploads'],
    ListObjects: ['ListBucket'],
    ListObjectsV2: ['ListBucket'],
    ListObjectVersions: ['ListBucketVersions'],
    ListParts: ['ListMultipartUploadParts'],
    PostObject: ['PutObject'],
    PutBucketCors: ['PutBucketCORS'],
    PutBucketEncryption: ['PutEncryptionConfiguration'],
    PutBucketLifecycleConfiguration: ['PutLifecycleConfiguration'],
    PutBucketNotificationConfiguration: ['PutBucketNotification'],
    PutPublicAccessBlock: ['PutBucketPublicAccessBlock'],
    UploadPart: ['PutObject'],
    UploadPartCopy: ['PutObject'],
  },
  sns: { PublishBatch: ['Publish'] },
  // "Amazon SQS API permissions" in the developer guide; StartMessageMoveTask checks SendMessage itself.
  sqs: {
    CancelMessageMoveTask: ['CancelMessageMoveTask', ...REDRIVE],
    ChangeMessageVisibilityBatch: ['ChangeMessageVisibility'],
    DeleteMessageBatch: ['DeleteMessage'],
    ListMessageMoveTasks: ['ListMessageMoveTasks', ...REDRIVE],
    SendMessageBatch: ['SendMessage'],
    StartMessageMoveTask: ['StartMessageMoveTask', ...REDRIVE],
  },
  // "If an administrator … explicitly denies access to the sts:GetCallerIdentity action, you can still perform it."
  // AssumeRole checks its permission once the ARN of the role is known to be one.
  sts: { AssumeRole: [], GetCallerIdentity: [] },
}

/** Services that check all of their operations themselves: only KMS can resolve an alias or a ciphertext. */
const SELF_CHECKED: ReadonlySet<string> = new Set(['kms'])

/** By signing name and operation; every request asks. */
const known = new Map<string, readonly string[]>()

/**
 * The IAM actions that an operation requires: `['sqs:SendMessage']` for SendMessageBatch. By default, the action has
 * the name of the operation, so that `<prefix>:*` includes every operation.
 *
 * @param service the signing name, such as `sqs` or `monitoring`
 */
export function iamActions(service: string, operation: string): readonly string[] {
  const name = `${service} ${operation}`
  const before = known.get(name)
  if (before) return before
  const actions = actionsOf(service, operation)
  known.set(name, actions)
  return actions
}

function actionsOf(service: string, operation: string): string[] {
  if (SELF_CHECKED.has(service)) return []
  const prefix = PREFIXES[service] ?? service
  const renamed = RENAMED[service] ?? {}
  const names = Object.hasOwn(renamed, operation) ? renamed[operation] : undefined
  return (names ?? [operation]).map(name => `${prefix}:${name}`)
}
