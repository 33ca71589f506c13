import { CreateKeyCommand, DisableKeyCommand, EnableKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { refusal, s3Rig } from './s3-rig.ts'

const rig = s3Rig()
let s3: S3Client
let kms: KMSClient
let Bucket: string

beforeAll(() => {
  s3 = rig.client()
  kms = new KMSClient(rig.rig.client)
})
afterAll(() => kms.destroy())
beforeEach(() => {
  Bucket = rig.bucket()
})

async function newKey(): Promise<string> {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
  return KeyMetadata?.Arn as string
}

function put(more: Partial<PutObjectCommandInput> = {}) {
  return s3.send(new PutObjectCommand({ Bucket, Key: 'secret', Body: 'x', ...more }))
}

function get() {
  return s3.send(new GetObjectCommand({ Bucket, Key: 'secret' }))
}

function encryptByDefault(KMSMasterKeyID: string) {
  return s3.send(
    new PutBucketEncryptionCommand({
      Bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID },
            BucketKeyEnabled: true,
          },
        ],
      },
    }),
  )
}

/**
 * @documented S3 User Guide, Protecting data with server-side encryption: "Amazon S3 … encryption with Amazon
 *   S3 managed keys (SSE-S3) as the base level of encryption"
 */
test('"Amazon S3 … encryption with Amazon S3 managed keys (SSE-S3) as the base level of encryption"', async () => {
  expect((await put()).ServerSideEncryption).toBe('AES256')
  expect((await get()).ServerSideEncryption).toBe('AES256')
  expect((await put({ ServerSideEncryption: 'AES256' })).ServerSideEncryption).toBe('AES256')
})

/**
 * @documented S3 API Reference, PutObject and GetObject, SSEKMSKeyId: "If present, indicates the ID of the
 *   KMS key that was used for object encryption."
 */
test('every response names the key of the request', async () => {
  const SSEKMSKeyId = await newKey()
  const encryption = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId } as const
  expect(await put(encryption)).toMatchObject(encryption)
  expect(await get()).toMatchObject(encryption)
  expect(await s3.send(new HeadObjectCommand({ Bucket, Key: 'secret' }))).toMatchObject(encryption)
  const id = SSEKMSKeyId.split('/').at(-1)
  expect(await put({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: id })).toMatchObject(encryption)
})

/** @documented S3 API Reference, PutObject, SSEKMSKeyId: without a key the AWS managed key aws/s3 is used */
test('without a name it is the AWS managed key', async () => {
  const { SSEKMSKeyId } = await put({ ServerSideEncryption: 'aws:kms' })
  expect(SSEKMSKeyId).toMatch(/^arn:aws:kms:us-east-1:000000000000:/)
})

/** @recorded tests/aws/services/s3/test_s3.py::TestS3::test_s3_sse_default_kms_key, 2026-02-21 */
test('the AWS managed key is named by the ARN of the key, not of its alias', async () => {
  const { SSEKMSKeyId } = await put({ ServerSideEncryption: 'aws:kms' })
  expect(SSEKMSKeyId).toMatch(/:key\/[0-9a-f-]{36}$/)
  expect((await get()).SSEKMSKeyId).toBe(SSEKMSKeyId)
})

/** @documented S3 API Reference, Object: with SSE-KMS, the ETag is not an MD5 digest of the data */
test('the ETag of an object with SSE-KMS is not its MD5', async () => {
  const MD5_OF_X = '"9dd4e461268c8034f5c8564e155c67a6"'
  const encrypted = await put({ ServerSideEncryption: 'aws:kms' })
  expect(encrypted.ETag).toMatch(/^"[0-9a-f]{32}"$/)
  expect(encrypted.ETag).not.toBe(MD5_OF_X)
  expect((await get()).ETag).toBe(encrypted.ETag)
  const copy = await s3.send(new CopyObjectCommand({ Bucket, Key: 'plain', CopySource: `${Bucket}/secret` }))
  expect(copy.CopyObjectResult?.ETag).toBe(MD5_OF_X)
})

/** @documented S3 User Guide, Using server-side encryption with AWS KMS keys: KMS.DisabledException */
test('with a disabled key nothing can be written or read', async () => {
  const SSEKMSKeyId = await newKey()
  const encryption = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId } as const
  await put(encryption)
  await kms.send(new DisableKeyCommand({ KeyId: SSEKMSKeyId }))
  expect(await refusal(put(encryption))).toBe('KMS.DisabledException 400')
  expect(await refusal(get())).toBe('KMS.DisabledException 400')
  const copy = { Bucket, Key: 'copy', CopySource: `${Bucket}/secret` }
  expect(await refusal(s3.send(new CopyObjectCommand(copy)))).toBe('KMS.DisabledException 400')
  await kms.send(new EnableKeyCommand({ KeyId: SSEKMSKeyId }))
  await get()
})

/** @documented S3 API Reference, PutObject, SSEKMSKeyId: it goes with aws:kms or aws:kms:dsse */
test('a key that is not there is told so, and a key goes with KMS only', async () => {
  const unknown = '00000000-0000-0000-0000-000000000000'
  const named = put({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: unknown })
  expect(await refusal(named)).toBe('KMS.NotFoundException 400')
  expect(await refusal(put({ ServerSideEncryption: 'AES256', SSEKMSKeyId: unknown }))).toBe(
    'InvalidArgument 400',
  )
  expect(await refusal(put({ SSEKMSKeyId: unknown }))).toBe('InvalidArgument 400')
})

/**
 * @documented S3 User Guide, Default encryption: an object whose request names no encryption gets the
 *   bucket's
 */
test('what the bucket does by default is done to puts, copies and uploads that say nothing', async () => {
  await put()
  const SSEKMSKeyId = await newKey()
  await encryptByDefault(SSEKMSKeyId)
  const encryption = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId, BucketKeyEnabled: true }
  expect((await get()).ServerSideEncryption).toBe('AES256')
  expect(
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource: `${Bucket}/secret` })),
  ).toMatchObject(encryption)
  expect(await put()).toMatchObject(encryption)
  expect((await put({ ServerSideEncryption: 'AES256' })).ServerSideEncryption).toBe('AES256')

  const upload = { Bucket, Key: 'parts' }
  const { UploadId, ...created } = await s3.send(new CreateMultipartUploadCommand(upload))
  expect(created).toMatchObject(encryption)
  const { ETag } = await s3.send(new UploadPartCommand({ ...upload, UploadId, PartNumber: 1, Body: 'x' }))
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] }
  expect(
    await s3.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload })),
  ).toMatchObject(encryption)
})
