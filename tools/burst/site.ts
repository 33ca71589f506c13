import type { Connection } from '../clients/connection.ts'
import { signedFetch } from '../clients/signed-request.ts'
import { type StackOutputs, stackOutputs } from '../clients/stack-outputs.ts'
import { VideosBucket } from '../clients/video/videos-bucket.ts'
import { encoderConcurrency } from './encoder-concurrency.ts'
import { QueueShape } from './queue-shape.ts'
import { SynchronousShape } from './synchronous-shape.ts'
import type { Shape } from './upload.ts'

/** A deployed shape of the video site, and the bucket for its encoder's output. */
export interface Site {
  shape: Shape
  bucket: VideosBucket
}

export interface Sites {
  synchronous: Site
  queue: Site & { queueUrl: string; deadLetterQueueUrl: string }
  /** How many videos each shape encodes at a time. */
  encoders: number
}

/** One of the two shapes is not deployed; the message says how to deploy it. */
export class MissingStackError extends Error {
  override readonly name = 'MissingStackError'
}

/** @throws MissingStackError, or an error if the encoders have no limit */
export async function findSites(connection: Connection, stage: string, clip: Buffer): Promise<Sites> {
  const [video, synchronous] = await Promise.all([
    outputsOf(connection, stage, 'Video'),
    outputsOf(connection, stage, 'SynchronousVideo'),
  ])
  const request = signedFetch(connection)
  const queueUrl = video('UploadsQueueUrl')
  return {
    synchronous: {
      shape: new SynchronousShape(request, synchronous('SynchronousVideoApiUrl'), clip),
      bucket: new VideosBucket(connection, synchronous('BucketName')),
    },
    queue: {
      shape: new QueueShape(request, video('VideoApiUrl'), clip),
      bucket: new VideosBucket(connection, video('BucketName')),
      queueUrl,
      deadLetterQueueUrl: video('UploadsDeadLetterQueueUrl'),
    },
    encoders: await encoderConcurrency(connection, queueUrl),
  }
}

async function outputsOf(connection: Connection, stage: string, part: string): Promise<StackOutputs> {
  const stackName = `Messaging-${stage}-${part}`
  try {
    return await stackOutputs(connection, stackName)
  } catch (cause) {
    // CloudFormation's error for a missing stack.
    if ((cause as Error).name !== 'ValidationError') throw cause
    throw new MissingStackError(
      `There is no stack ${stackName}: set "experiments": true in config/${stage}.json and deploy both shapes: ` +
        `npx cdk deploy --all -c stage=${stage}.`,
      { cause },
    )
  }
}
