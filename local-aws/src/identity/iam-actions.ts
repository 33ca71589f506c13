/** Where the prefix of a service's actions is not the name that its requests are signed for. */
const PREFIXES: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' }

/**
 * The actions of operations whose action has another name, or that need more than one, or none; by signing name.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const RENAMED: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  // Each action of a transaction is that of an operation of its own: the operation checks them.
  dynamodb: { TransactGetItems: [], TransactWriteItems: [] },
  // Only Kinesis can read which stream an iterator belongs to: the operation checks it.
  kinesis: { GetRecords: [] },
  kms: { ReEncrypt: ['ReEncryptFrom', 'ReEncryptTo'] },
  lambda: { Invoke: ['InvokeFunction'] },
  s3: {
    CompleteMultipartUpload: ['PutObject'],
    CopyObject: ['PutObject'],
    CreateMultipartUpload: ['PutObject'],
    DeleteBucketCors: ['PutBucketCORS'],
    DeleteBucketEncryption: ['PutEncryptionConfiguration'],
    DeleteBucketLifecycle: ['PutLifecycleConfiguration'],
    DeleteBucketOwnershipControls: ['PutBucketOwnershipControls'],
    DeleteBucketTagging: ['PutBucketTagging'],
    // "If … you do not have permission" for a key, the answer says so for that key: the operation asks for each.
    DeleteObjects: [],
    DeletePublicAccessBlock: ['PutBucketPublicAccessBlock'],
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
    PutBucketEncryption: ['PutEncryptionConfiguration'],
    PutBucketLifecycleConfiguration: ['PutLifecycleConfiguration'],
    PutBucketNotificationConfiguration: ['PutBucketNotification'],
    PutPublicAccessBlock: ['PutBucketPublicAccessBlock'],
    UploadPart: ['PutObject'],
    UploadPartCopy: ['PutObject'],
  },
  sns: { PublishBatch: ['Publish'] },
  sqs: {
    ChangeMessageVisibilityBatch: ['ChangeMessageVisibility'],
    DeleteMessageBatch: ['DeleteMessage'],
    SendMessageBatch: ['SendMessage'],
  },
  // "If an administrator … explicitly denies access to the sts:GetCallerIdentity action, you can still perform it."
  sts: { GetCallerIdentity: [] },
}

/**
 * The IAM actions that an operation needs: `['sqs:SendMessage']` for SendMessageBatch. An operation that nothing else
 * is known of is the action of its own name, so that `<prefix>:*` takes in every operation.
 *
 * @param service as requests are signed for it: `sqs`, `monitoring`
 */
export function iamActions(service: string, operation: string): string[] {
  const prefix = PREFIXES[service] ?? service
  const renamed = RENAMED[service] ?? {}
  const names = Object.hasOwn(renamed, operation) ? renamed[operation] : undefined
  return (names ?? [operation]).map(name => `${prefix}:${name}`)
}
