import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import { MetricStore } from '../../../src/services/cloudwatch/metric-store.ts'
import { Kms } from '../../../src/services/kms/kms.ts'
import { S3 } from '../../../src/services/s3/s3.ts'
import { Sns } from '../../../src/services/sns/sns.ts'
import { Sqs } from '../../../src/services/sqs/sqs.ts'
import { NO_FUNCTIONS } from '../../no-functions.ts'
import { Rig } from '../../rig.ts'
import { type RequestToSign, signedFetch } from '../../signed-request.ts'

/** An {@link S3Rig} that is open during the tests of the file. */
export function s3Rig(): S3Rig {
  const rig = new S3Rig()
  beforeAll(() => rig.open())
  afterAll(() => rig.close())
  return rig
}

/** S3 behind a front door, beside KMS, SQS and SNS, with a stepped clock. */
class S3Rig {
  readonly rig = Rig.stepped()
  readonly clock = this.rig.clock
  readonly account = this.rig.account
  readonly kms = new Kms(this.account)
  readonly #metrics = new MetricStore(this.account)
  readonly sqs = new Sqs(this.account, this.kms, this.#metrics)
  readonly sns = new Sns(
    this.account,
    { queues: this.sqs, functions: NO_FUNCTIONS, inbox: { deliver: () => {} } },
    this.kms,
    this.#metrics,
  )
  readonly s3 = new S3(this.account, this.rig.credentials, {
    queues: this.sqs,
    topics: this.sns,
    functions: NO_FUNCTIONS,
    keys: this.kms,
  })
  readonly #clients: S3Client[] = []
  #names = 0

  async open(): Promise<void> {
    await this.rig.open([this.s3.api, this.kms.api, this.sqs.api, this.sns.api])
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.destroy()
    await this.rig.close()
  }

  /** Closed with the rig. */
  client(configuration: S3ClientConfig = {}): S3Client {
    const client = new S3Client({ ...this.rig.client, ...configuration })
    this.#clients.push(client)
    return client
  }

  /** The name of a new bucket. */
  bucket(): string {
    const name = `bucket-${++this.#names}`
    this.s3.buckets.create(name)
    return name
  }

  /** A request signed for S3 and for nothing else, which no SDK would send. */
  request(path: string, init: RequestToSign = {}): Promise<Response> {
    return signedFetch(this.rig.target, 's3', path, { method: 'GET', ...init })
  }
}

/** What an SDK call failed with. */
export interface Failure {
  name: string
  $metadata: { httpStatusCode?: number }
  $response?: { headers: Record<string, string> }
  [member: string]: unknown
}

/** @throws Error where the call succeeds */
export async function failureOf(call: Promise<unknown>): Promise<Failure> {
  const outcome = await call.then(
    () => undefined,
    error => error as Failure,
  )
  if (!outcome) throw new Error('The call should have failed.')
  return outcome
}

/** The code of the error and its status, as in `NoSuchKey 404`. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  const { name, $metadata } = await failureOf(call)
  return `${name} ${$metadata.httpStatusCode}`
}
