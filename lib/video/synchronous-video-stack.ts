import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import { RENDITIONS, UPLOADS } from '../../lambda/contracts/video.ts'
import { DomainBucket } from '../constructs/domain-bucket.ts'
import { DomainFunction } from '../constructs/domain-function.ts'
import { refuse } from '../constructs/refusal.ts'
import { SignedHttpApi } from '../constructs/signed-http-api.ts'
import { DomainStack, type DomainStackProps } from '../domain-stack.ts'
import type { LayerContents } from '../packaging/ffmpeg-layer.ts'
import { encoderCompute, encoderEnvironment } from './encoder-compute.ts'
import { grantEncoding } from './videos-bucket.ts'

/** One upload waits for each encoder, and another is being refused. */
const UPLOADS_AN_ENCODER = 2

/** The concurrency that an account can reserve: 1,000 executions minus 100 that stay unreserved (Lambda quotas). */
const RESERVABLE = 900

export interface SynchronousVideoStackProps extends DomainStackProps {
  readonly ffmpeg: LayerContents
}

/**
 * The video site without queues, for comparison: the upload calls the encoder and waits.
 *
 * An experiment: uploads that arrive while all encoders are busy are refused, and set off the alarm of the API.
 */
export class SynchronousVideoStack extends DomainStack {
  readonly #bucket: DomainBucket

  constructor(scope: Construct, props: SynchronousVideoStackProps) {
    // The data of an experiment need not be retained.
    const config = { ...props.config, removalPolicy: RemovalPolicy.DESTROY, terminationProtection: false }
    const description = 'Messaging, an experiment: an upload that waits for its encoder'
    super(scope, 'SynchronousVideo', { ...props, config }, description)
    this.#refuseMoreThanThereIs(config.encoderConcurrency)
    this.#bucket = new DomainBucket(this, 'Bucket', {
      domain: this,
      name: 'sync-videos',
      expiries: { [UPLOADS]: Duration.days(1), [RENDITIONS]: Duration.days(1) },
      withoutAccessLogs: 'It keeps the files of an experiment for a day.',
    })
    const api = new SignedHttpApi(this, 'SynchronousVideos', {
      domain: this,
      description: `An experiment (stage ${this.stage}): uploads that wait for the encoder`,
    })
    api.route(HttpMethod.POST, '/videos', this.#upload(props, this.#encoder(props)))
    this.output(
      'SynchronousVideoApiUrl',
      api.api.apiEndpoint,
      'POST /videos, the video as its body; signed with SigV4',
    )
    this.output('BucketName', this.#bucket.bucketName, 'Uploads, and what the encoder made of them')
  }

  #refuseMoreThanThereIs(encoders: number): void {
    const reserved = encoders * (1 + UPLOADS_AN_ENCODER)
    if (reserved <= RESERVABLE) return
    refuse(
      this,
      `It reserves ${reserved} concurrent executions for ${encoders} encoders and their uploads, and an account can reserve ` +
        `${RESERVABLE}.`,
      `Set encoderConcurrency to at most ${RESERVABLE / (1 + UPLOADS_AN_ENCODER)}, or experiments to false.`,
    )
  }

  #encoder({ config, ffmpeg }: SynchronousVideoStackProps): DomainFunction {
    const encoder = new DomainFunction(this, 'Encoder', {
      domain: this,
      function: 'video/synchronous-encoder',
      description: 'Encodes one video while its uploader waits',
      timeout: Duration.minutes(15),
      environment: { BUCKET: this.#bucket.bucketName, ...encoderEnvironment },
      compute: encoderCompute(this, ffmpeg, config),
      // The same as the maximum concurrency of the queue's event source, so that only the shapes differ.
      reservedConcurrency: config.encoderConcurrency,
    })
    grantEncoding(this.#bucket, encoder)
    return encoder
  }

  #upload({ config }: SynchronousVideoStackProps, encoder: DomainFunction): DomainFunction {
    const upload = new DomainFunction(this, 'Upload', {
      domain: this,
      function: 'video/synchronous-upload',
      description: 'Takes a video, has it encoded and returns its renditions',
      // The maximum wait of an HTTP API (API Gateway, HTTP API quotas).
      timeout: Duration.seconds(30),
      environment: { BUCKET: this.#bucket.bucketName, ENCODER_FUNCTION: encoder.function.functionName },
      // More would only refuse more uploads, and on the local AWS, each is a process of about 100 MB.
      reservedConcurrency: UPLOADS_AN_ENCODER * config.encoderConcurrency,
    })
    this.#bucket.grant(upload, `${UPLOADS}*`, 'PutObject')
    upload.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: [encoder.function.functionArn],
      }),
    )
    return upload
  }
}
