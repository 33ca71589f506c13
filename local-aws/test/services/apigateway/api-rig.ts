import { SteppedClock } from '../../../src/clock.ts'
import { HttpApis } from '../../../src/services/apigateway/apigateway.ts'
import { type MetricIdentity, MetricStore } from '../../../src/services/cloudwatch/metric-store.ts'
import { Kinesis } from '../../../src/services/kinesis/kinesis.ts'
import { Kms } from '../../../src/services/kms/kms.ts'
import { Lambda } from '../../../src/services/lambda/lambda.ts'
import { CloudWatchLogs } from '../../../src/services/logs/logs.ts'
import { MailStore } from '../../../src/services/ses/inbox.ts'
import { Sns } from '../../../src/services/sns/sns.ts'
import { Sqs } from '../../../src/services/sqs/sqs.ts'
import { XRay } from '../../../src/services/xray/xray.ts'
import { type Outgoing, type Signing, sign } from '../../identity/signer.ts'
import { NO_FUNCTIONS } from '../../no-functions.ts'
import { create } from '../../resource.ts'
import { Rig } from '../../rig.ts'
import { administratorRole } from '../../role-policies.ts'

/** The answer of an API. */
export interface Answer {
  status: number
  headers: Headers
  text: string
}

/** API Gateway before real functions. */
export class ApiRig extends Rig {
  readonly metrics = new MetricStore(this.account)
  readonly logs = new CloudWatchLogs(this.account, this.metrics)
  readonly #xray = new XRay(this.account)
  readonly #lambda: Lambda
  readonly #apis: HttpApis

  constructor() {
    super(new SteppedClock())
    const { account, credentials, logs, metrics } = this
    const kms = new Kms(account)
    const queues = new Sqs(account, kms, metrics)
    const topics = new Sns(
      account,
      { queues, functions: NO_FUNCTIONS, inbox: new MailStore(account) },
      kms,
      metrics,
    )
    this.#lambda = new Lambda(account, credentials, logs, metrics, this.#xray, {
      ...{ queues, topics, streams: new Kinesis(account, kms, metrics) },
      buckets: { put: () => Promise.reject(new Error('There are no buckets on this rig.')) },
    })
    this.#apis = new HttpApis(account, credentials, this.#lambda, logs, metrics)
  }

  static async started(): Promise<ApiRig> {
    const rig = new ApiRig()
    await rig.#xray.open()
    await rig.open([rig.logs.api], [rig.#lambda.runtimeApi, rig.#apis.paths])
    return rig
  }

  override async close(): Promise<void> {
    await this.#lambda.close()
    await super.close()
    await this.#xray.close()
  }

  /** The ARN of a new function whose handler is `source`, `async event => …`, and which any API may invoke. */
  async function(source: string, properties: Record<string, unknown> = {}): Promise<string> {
    const arn = await this.closedFunction(source, properties)
    await this.permit(arn)
    return arn
  }

  /** Lets API Gateway invoke the function. */
  async permit(FunctionName: string, SourceArn?: string): Promise<void> {
    await create(this.#lambda.resourceTypes, 'AWS::Lambda::Permission', {
      ...{ FunctionName, SourceArn },
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
    })
  }

  /** As {@link function}, and no API may invoke it. */
  async closedFunction(source: string, properties: Record<string, unknown> = {}): Promise<string> {
    const { attributes } = await create(this.#lambda.resourceTypes, 'AWS::Lambda::Function', {
      FunctionName: `f${this.account.random.hex(8)}`,
      Code: { ZipFile: `export const handler = ${source}` },
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Role: administratorRole(this.account, 'function'),
      Timeout: 60,
      ...properties,
    })
    return attributes.Arn as string
  }

  /** Resolves once a process works on an invocation of the function. */
  async untilInvoked(functionArn: string): Promise<void> {
    const works = () =>
      this.#lambda.environments(functionArn).some(({ requestId }) => requestId !== undefined)
    while (!works()) await new Promise(resolve => setImmediate(resolve))
  }

  /** The sum of all values that a metric has had. */
  sum(metric: MetricIdentity): number {
    const stretches = this.metrics.series(metric).flatMap(series => [...series.stretches.values()])
    return stretches.reduce((total, { sum }) => total + sum, 0)
  }

  make(type: string, properties: Record<string, unknown>) {
    return create(this.#apis.resourceTypes, `AWS::ApiGatewayV2::${type}`, properties)
  }

  /** The endpoint of a new API with these routes to functions, open ones unless they say `AWS_IAM`. */
  async api(
    routes: Record<
      string,
      string | { function: string; AuthorizationType?: string; TimeoutInMillis?: number }
    >,
    ...stages: Record<string, unknown>[]
  ): Promise<string> {
    const { physicalId: ApiId, attributes } = await this.make('Api', { Name: 'Test', ProtocolType: 'HTTP' })
    for (const [RouteKey, target] of Object.entries(routes)) {
      const {
        function: IntegrationUri,
        AuthorizationType,
        TimeoutInMillis,
      } = typeof target === 'string' ? { function: target } : target
      const integration = await this.make('Integration', {
        ApiId,
        IntegrationType: 'AWS_PROXY',
        IntegrationUri,
        PayloadFormatVersion: '2.0',
        TimeoutInMillis,
      })
      const Target = `integrations/${integration.physicalId}`
      await this.make('Route', { ApiId, RouteKey, Target, AuthorizationType })
    }
    for (const stage of stages.length > 0 ? stages : [{}]) {
      await this.make('Stage', { ApiId, StageName: '$default', AutoDeploy: true, ...stage })
    }
    return attributes.ApiEndpoint as string
  }
}

export async function get(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init)
  return { status: response.status, headers: response.headers, text: await response.text() }
}

/** Signs as the developer, unless `signing` says otherwise, and sends. */
export async function getSigned(
  rig: Rig,
  url: string,
  outgoing: Partial<Outgoing> = {},
  signing: Partial<Signing> = {},
): Promise<Answer> {
  const { host, pathname, origin } = new URL(url)
  const signed = await sign(
    { path: pathname, ...outgoing, headers: { host, ...outgoing.headers } },
    { credentials: rig.developer, date: new Date(rig.clock.now()), ...signing },
  )
  const body = outgoing.body === undefined ? undefined : new Uint8Array(signed.body)
  return get(`${origin}${signed.url}`, { method: signed.method, headers: signed.headers, body })
}
