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
import { rememberFailedCalls } from '../runtime/sdk-calls.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { tracer } from '../runtime/tracer.ts'
import { Unavailable } from '../runtime/unavailable.ts'

const bucket = environmentVariable('BUCKET')

/** For documents, and what is said of objects. */
const s3 = sdkClient(S3Client)

/** For whole files, which take as long as they take: given up when nothing moves for half a minute. */
const files = tracer.captureAWSv3Client(
  rememberFailedCalls(
    new S3Client({
      maxAttempts: 3,
      requestHandler: { connectionTimeout: 1_000, socketTimeout: 30_000 },
    }),
  ),
)

/** How often a file is sent or fetched: the SDK cannot repeat a request whose stream it has begun to read. */
const TRANSFER_ATTEMPTS = 3

/** There is no object where the message says that there is one: it was deleted, or it expired. */
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
    // The answer to HEAD has no body: a bucket that is missing looks like an object that is.
    await s3.send(new HeadBucketCommand({ Bucket: bucket }))
    throw new ObjectGone(key)
  }
}

/** Writes an object to a file as it comes. */
export function download(key: string, path: string, signal: AbortSignal): Promise<void> {
  return repeatedly(async () => {
    const { Body, ContentLength } = await files.send(new GetObjectCommand({ Bucket: bucket, Key: key }), {
      abortSignal: signal,
    })
    await pipeline(Body as Readable, createWriteStream(path), { signal })
    const { size } = await stat(path)
    if (size !== ContentLength) {
      throw new Unavailable('s3', `${key} has ${ContentLength} bytes and ${size} came`)
    }
  }, signal)
}

/** Sends a file as it is read, and gives its bytes. */
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

/** Stores an object that is in memory. */
export async function store(key: string, body: Uint8Array, contentType: string): Promise<void> {
  await files.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: contentType }))
}

/** Stores a document where there is none; gives whether there was none. */
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
    return true
  } catch (error) {
    // "If an object with the same key name exists, the operation fails with 412 Precondition Failed" (User Guide,
    // Conditional writes); 409 is another write of the same key that is under way.
    if (error instanceof S3ServiceException && error.name === 'PreconditionFailed') return false
    throw error
  }
}

/** The text of a document, or undefined where there is none. S3 says so to those alone who may list the bucket. */
export async function recall(key: string): Promise<string | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
    return await textOf(Body)
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined
    throw error
  }
}

/** It is read when the call has succeeded, so that a connection which breaks then would not say whose it was. */
async function textOf(body: GetObjectCommandOutput['Body']): Promise<string> {
  try {
    return (await body?.transformToString()) ?? ''
  } catch (cause) {
    throw new Unavailable('s3', 'an object came in part', { cause })
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

/** S3 has answered, and would answer the same again. */
function isRefusal(error: unknown): boolean {
  return error instanceof S3ServiceException && error.$fault === 'client'
}
