import {
  AddPermissionCommand,
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  type InvocationType,
  InvokeCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda'
import type { ServiceApi } from '../../../src/api/service-api.ts'
import { type Clock, SteppedClock } from '../../../src/clock.ts'
import type { Logs } from '../../../src/ports.ts'
import { CloudWatch } from '../../../src/services/cloudwatch/cloudwatch.ts'
import { MetricStore } from '../../../src/services/cloudwatch/metric-store.ts'
import { Kinesis } from '../../../src/services/kinesis/kinesis.ts'
import { Kms } from '../../../src/services/kms/kms.ts'
import { Lambda, type LambdaNeighbours, type LambdaOptions } from '../../../src/services/lambda/lambda.ts'
import { CloudWatchLogs } from '../../../src/services/logs/logs.ts'
import { S3 } from '../../../src/services/s3/s3.ts'
import { MailStore } from '../../../src/services/ses/inbox.ts'
import { Sns } from '../../../src/services/sns/sns.ts'
import { Sqs } from '../../../src/services/sqs/sqs.ts'
import { XRay } from '../../../src/services/xray/xray.ts'
import { Rig } from '../../rig.ts'
import { administratorRole } from '../../role-policies.ts'
import { Workbench } from './workbench.ts'
import { zip } from './zip.ts'

/** What `Invoke` answered. */
export interface Answer<Payload> {
  status: number | undefined
  functionError: string | undefined
  payload: Payload
}

/** The real logs; who waits for a line is told when it is written. */
class WatchedLogs implements Logs {
  readonly lines: { group: string; stream: string; message: string }[] = []
  readonly #logs: CloudWatchLogs
  readonly #watchers = new Set<() => void>()

  constructor(logs: CloudWatchLogs) {
    this.#logs = logs
  }

  hasGroup(group: string): boolean {
    return this.#logs.hasGroup(group)
  }

  exists(group: string, stream: string): boolean {
    return this.#logs.exists(group, stream)
  }

  write(group: string, stream: string, events: readonly { timestamp: number; message: string }[]): void {
    this.#logs.write(group, stream, events)
    for (const { message } of events) this.lines.push({ group, stream, message })
    for (const watcher of [...this.#watchers]) watcher()
  }

  /** Resolves once `count` lines of `group` match. */
  until(group: string, pattern: RegExp, count: number): Promise<void> {
    return new Promise(resolve => {
      const look = () => {
        const found = this.lines.filter(line => line.group === group && pattern.test(line.message))
        if (found.length < count) return
        this.#watchers.delete(look)
        resolve()
      }
      this.#watchers.add(look)
      look()
    })
  }
}

/** The real metrics; who waits for what they are sent with is told of each value. */
class WatchedMetrics extends MetricStore {
  #change = Promise.withResolvers<void>()

  override put(...datum: Parameters<MetricStore['put']>): void {
    super.put(...datum)
    this.#change.resolve()
    this.#change = Promise.withResolvers()
  }

  /** Resolves once `holds`, which is looked at again after each value. */
  async until(holds: () => boolean | Promise<boolean>): Promise<void> {
    for (;;) {
      const change = this.#change.promise
      if (await holds()) return
      await change
    }
  }
}

/** Lambda beside the real queues, logs, metrics and traces. */
export class LambdaRig<C extends Clock = SteppedClock> extends Rig<C> {
  readonly bench = new Workbench()
  readonly metrics: WatchedMetrics
  readonly cloudWatch: CloudWatch
  readonly cloudWatchLogs: CloudWatchLogs
  readonly logs: WatchedLogs
  readonly kms: Kms
  readonly sqs: Sqs
  readonly kinesis: Kinesis
  readonly sns: Sns
  readonly s3: S3
  readonly xray: XRay
  readonly lambda: Lambda
  readonly #clients: { destroy(): void }[] = []
  #functions: LambdaClient | undefined

  constructor(clock: C, options?: LambdaOptions) {
    super(clock)
    this.metrics = new WatchedMetrics(this.account)
    this.cloudWatchLogs = new CloudWatchLogs(this.account, this.metrics)
    this.logs = new WatchedLogs(this.cloudWatchLogs)
    this.kms = new Kms(this.account)
    this.sqs = new Sqs(this.account, this.kms, this.metrics)
    this.xray = new XRay(this.account)
    this.kinesis = new Kinesis(this.account, this.kms, this.metrics)
    const functions = {
      invokeAsynchronously: (...event: Parameters<Lambda['invokeAsynchronously']>) =>
        this.lambda.invokeAsynchronously(...event),
    }
    const inbox = new MailStore(this.account)
    this.sns = new Sns(this.account, { queues: this.sqs, functions, inbox }, this.kms, this.metrics)
    this.cloudWatch = new CloudWatch(this.account, this.metrics, this.sns)
    const neighbours: LambdaNeighbours = {
      queues: this.sqs,
      topics: this.sns,
      streams: this.kinesis,
      buckets: { put: (...object) => this.s3.put(...object) },
    }
    this.lambda = new Lambda(
      this.account,
      this.credentials,
      this.logs,
      this.metrics,
      this.xray,
      neighbours,
      options,
    )
    this.s3 = new S3(this.account, this.credentials, {
      ...{ queues: this.sqs, topics: this.sns },
      ...{ functions: this.lambda, keys: this.kms },
    })
  }

  static async started(options?: LambdaOptions): Promise<LambdaRig> {
    return LambdaRig.on(new SteppedClock(), options)
  }

  /** @param others makes the other services behind the same door */
  static async on<C extends Clock>(
    clock: C,
    options?: LambdaOptions,
    others: (rig: LambdaRig<C>) => readonly ServiceApi[] = () => [],
  ): Promise<LambdaRig<C>> {
    const rig = new LambdaRig(clock, options)
    await rig.xray.open()
    await rig.bench.open()
    const { lambda, sqs, cloudWatch, cloudWatchLogs, xray, kms, kinesis, sns, s3 } = rig
    const services = [lambda, sqs, cloudWatch, cloudWatchLogs, xray, kms, kinesis, sns, s3]
    await rig.open(
      [...services.map(({ api }) => api), ...others(rig)],
      [rig.lambda.runtimeApi, rig.lambda.functionUrls],
    )
    return rig
  }

  override async close(): Promise<void> {
    await this.lambda.close()
    for (const client of this.#clients) client.destroy()
    await super.close()
    await this.bench.close()
    await this.xray.close()
  }

  get functions(): LambdaClient {
    this.#functions ??= this.with(new LambdaClient(this.client))
    return this.#functions
  }

  /** The client, until the rig closes. */
  with<T extends { destroy(): void }>(client: T): T {
    this.#clients.push(client)
    return client
  }

  /** Makes a function of the source of its `index.mjs`, whose role is an administrator; gives its ARN. */
  async deploy(
    name: string,
    source: string,
    input: Partial<CreateFunctionCommandInput> = {},
  ): Promise<string> {
    const { FunctionArn } = await this.functions.send(
      new CreateFunctionCommand({
        FunctionName: name,
        Code: { ZipFile: zip({ 'index.mjs': source }) },
        Role: this.#role(name),
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        ...input,
      }),
    )
    return FunctionArn as string
  }

  /** The role of a function's name; that of an earlier function keeps its policies. */
  #role(name: string): string {
    const known = this.account.authorization.roleArn(name)
    return known ?? administratorRole(this.account, name)
  }

  /** Lets a service invoke the function, or the version or alias that is named, for a resource. */
  async permit(FunctionName: string, service: string, SourceArn: string): Promise<void> {
    const StatementId = `${service.replaceAll('.', '-')}-${SourceArn.replaceAll(/\W/g, '-')}`
    const Action = 'lambda:InvokeFunction'
    const permission = { FunctionName, StatementId, Action, Principal: service, SourceArn }
    await this.functions.send(new AddPermissionCommand(permission))
  }

  async invoke<Payload = unknown>(
    name: string,
    event: unknown = {},
    type: InvocationType = 'RequestResponse',
  ): Promise<Answer<Payload>> {
    const answer = await this.functions.send(
      new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event), InvocationType: type }),
    )
    const text = answer.Payload && new TextDecoder().decode(answer.Payload)
    return {
      status: answer.StatusCode,
      functionError: answer.FunctionError,
      payload: (text ? JSON.parse(text) : undefined) as Payload,
    }
  }

  /** Resolves once `count` invocations of the function have ended, and what follows from them is done. */
  ended(name: string, count: number): Promise<void> {
    return this.logs.until(`/aws/lambda/${name}`, /^REPORT |"platform.report"/, count)
  }

  /** What the function and Lambda wrote to its log group, without the line breaks at the end. */
  logged(group: string): string[] {
    return this.logs.lines.filter(line => line.group === group).map(({ message }) => message.trimEnd())
  }
}
