import { S3 } from '@aws-sdk/client-s3'
import { SNS } from '@aws-sdk/client-sns'
import { SQS } from '@aws-sdk/client-sqs'
import { SteppedClock } from '../../../src/clock.ts'
import type { Credentials } from '../../../src/identity/credentials.ts'
import { LocalAws } from '../../../src/local-aws.ts'
import { administratorRole } from '../../role-policies.ts'

/** S3 among the services that it notifies, on a clock that begins with the machine's: form signers read that. */
export class EdgeRig {
  readonly clock: SteppedClock
  readonly aws: LocalAws
  readonly s3: S3
  readonly sqs: SQS
  readonly sns: SNS

  private constructor(clock: SteppedClock, aws: LocalAws) {
    this.clock = clock
    this.aws = aws
    this.s3 = new S3(this.client)
    this.sqs = new SQS(this.client)
    this.sns = new SNS(this.client)
  }

  /** @param assembly the directory of a cloud assembly */
  static async start(assembly?: string): Promise<EdgeRig> {
    const clock = new SteppedClock(Date.now())
    return new EdgeRig(clock, await LocalAws.start({ clock, assembly }))
  }

  async stop(): Promise<void> {
    this.s3.destroy()
    this.sqs.destroy()
    this.sns.destroy()
    await this.aws.stop()
  }

  get endpoint(): string {
    return this.aws.endpoint
  }

  get developer() {
    return this.aws.developer
  }

  /** What an SDK client is made with. */
  get client() {
    return {
      endpoint: this.aws.endpoint,
      region: this.aws.account.region,
      credentials: this.developer,
      maxAttempts: 1,
    }
  }

  async bucket(Bucket: string): Promise<string> {
    await this.s3.createBucket({ Bucket })
    return Bucket
  }

  /** The ARN of a new queue, which S3 and SNS may send to. */
  async queue(QueueName: string): Promise<string> {
    const arn = this.aws.account.arn('sqs', QueueName)
    const Policy = JSON.stringify({
      Statement: ['s3', 'sns'].map(service => fromService(service, 'sqs:SendMessage', arn)),
    })
    await this.sqs.createQueue({ QueueName, Attributes: { Policy } })
    return arn
  }

  /** Credentials of a role that may do everything. */
  administrator(role: string): Credentials {
    administratorRole(this.aws.account, role)
    return this.aws.credentials.assumeRole(`arn:aws:iam::000000000000:role/${role}`, role)
  }

  /** What is in the queue, each message as the document that it is, and gone from the queue. */
  async documents(queueArn: string) {
    const QueueUrl = `${this.endpoint}/${this.aws.account.id}/${queueArn.split(':').pop()}`
    const { Messages = [] } = await this.sqs.receiveMessage({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
    })
    for (const { ReceiptHandle } of Messages) await this.sqs.deleteMessage({ QueueUrl, ReceiptHandle })
    return Messages.map(({ Body = '', Attributes }) => ({
      document: JSON.parse(Body),
      traceHeader: Attributes?.AWSTraceHeader,
    }))
  }

  /** The content of an object; undefined where there is none. */
  async read(Bucket: string, Key: string): Promise<string | undefined> {
    try {
      const { Body } = await this.s3.getObject({ Bucket, Key })
      return await Body?.transformToString()
    } catch {
      return undefined
    }
  }
}

/** A statement that lets a service do something with a resource. @param service such as `s3` */
export function fromService(service: string, Action: string, Resource: unknown) {
  return { Effect: 'Allow', Principal: { Service: `${service}.amazonaws.com` }, Action, Resource }
}

/** What a client without SDK is answered. */
export async function answered(sent: Promise<Response>) {
  const response = await sent
  const text = await response.text()
  const element = (name: string) => new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(text)?.[1]
  return { status: response.status, headers: response.headers, text, code: element('Code'), element }
}
