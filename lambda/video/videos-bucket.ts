import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadBucketCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { PermanentFailure } from '../queue/failures.ts'
import { environmentVariable } from '../runtime/environment.ts'
import { noteSent } from '../runtime/hop.ts'
import { rememberFailedCalls } from '../runtime/sdk-calls.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { tracer } from '../runtime/tracer.ts'
import { Unavailable } from '../runtime/unavailable.ts'
import { OBJECT_CREATED } from './object-keys.ts'

const bucket = environmentVariable('BUCKET')

/** For documents and metadata. */
const s3 = sdkClient(S3Client)

/** For whole files, without a limit on the total time: it gives up after half a minute without data. */
const files = tracer.captureAWSv3Client(
  rememberFailedCalls(
    new S3Client({
      maxAttempts: 3,
      requestHandler: { connectionTimeout: 1_000, socketTimeout: 30_000 },
    }),
  ),
)

/** Attempts to send or fetch a file: the SDK cannot repeat a request whose stream it has started to read. */
const TRANSFER_ATTEMPTS = 3

/** The object of a message does not exist: it was deleted, or it expired. */
export class ObjectGone extends PermanentFailure {
  override readonly name = 'ObjectGone'

  constructor(key: string) {
    super(`there is no object ${key} any more`)
  }
}

export interface ObjectDescription {
  bytes: number
  contentType: string
}

/** @throws ObjectGone */
export async function describeObject(key: string): Promise<ObjectDescription> {
  try {
    const { ContentLength = 0, ContentType = '' } = await s3.send(
      new HeadObjectCommand({ Bucket: bucket, Key: key }),
    )
    return { bytes: ContentLength, contentType: ContentType }
  } catch (error) {
    if (!(error instanceof NotFound)) throw error
    // A response to HEAD has no body, so a missing bucket looks like a missing object.
    await s3.send(new HeadBucketCommand({ Bucket: bucket }))
    throw new ObjectGone(key)
  }
}

/** Streams an object to a file. */
export function download(key: string, path: string, signal: AbortSignal): Promise<void> {
  return repeatedly(async () => {
    const { Body, ContentLength } = await files.send(new GetObjectCommand({ Bucket: bucket, Key: key }), {
      abortSignal: signal,
    })
    await pipeline(Body as Readable, createWriteStream(path), { signal })
    const { size } = await stat(path)
    if (size !== ContentLength) {
      throw new Unavailable('s3', `${key} has ${ContentLength} bytes, but ${size} arrived`)
    }
  }, signal)
}

/** Streams a file to the bucket. @returns its size in bytes */
export async function upload(
  path: string,
  key: string,
  contentType: string,
  signal?: AbortSignal,
): Promise<number> {
  const { size } = await stat(path)
  await repeatedly(async () => {
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: createReadStream(path),
      ContentLength: size,
      ContentType: contentType,
    })
    await files.send(command, { abortSignal: signal })
  }, signal)
  return size
}

/** Stores an object from memory. */
export async function store(key: string, body: Uint8Array, contentType: string): Promise<void> {
  await files.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: contentType }))
}

/** Stores a document if there is none yet. @returns whether there was none */
export async function storeOnce(key: string, text: string): Promise<boolean> {
  try {
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: text,
        ContentType: 'application/json',
        IfNoneMatch: '*',
      }),
    )
    noteSent(bucket, OBJECT_CREATED, { key })
    return true
  } catch (error) {
    // "If an object with the same key name exists, the operation fails with 412 Precondition Failed" (User Guide,
    // Conditional writes); 409 means that another write of the same key is in progress.
    if (error instanceof S3ServiceException && error.name === 'PreconditionFailed') return false
    throw error
  }
}

/** The text of a document; undefined if there is none. S3 says so only to callers who may list the bucket. */
export async function recall(key: string): Promise<string | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
    return await textOf(Body)
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined
    throw error
  }
}

/** The body is read after the call has succeeded, so a broken connection would not be attributed to S3. */
async function textOf(body: GetObjectCommandOutput['Body']): Promise<string> {
  try {
    return (await body?.transformToString()) ?? ''
  } catch (cause) {
    throw new Unavailable('s3', 'only a part of an object arrived', { cause })
  }
}

async function repeatedly(transfer: () => Promise<void>, signal?: AbortSignal): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transfer()
    } catch (error) {
      if (attempt === TRANSFER_ATTEMPTS || signal?.aborted || isRefusal(error)) throw error
    }
  }
}

/** Whether S3 would give the same response again. */
function isRefusal(error: unknown): boolean {
  return error instanceof S3ServiceException && error.$fault === 'client'
}
