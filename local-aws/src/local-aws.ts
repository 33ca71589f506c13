import { Account } from './account.ts'
import { FrontDoor } from './api/front-door/front-door.ts'
import type { ServiceApi } from './api/service-api.ts'
import { type Clock, RealClock } from './clock.ts'
import { EndingClock } from './ending-clock.ts'
import { CredentialStore, type Credentials } from './identity/credentials.ts'
import { Random } from './random.ts'
import { HttpApis } from './services/apigateway/apigateway.ts'
import { Athena } from './services/athena/athena.ts'
import { CloudFormation } from './services/cloudformation/cloudformation.ts'
import { CustomResources } from './services/cloudformation/custom-resources.ts'
import { customResourceType } from './services/cloudformation/resources/custom-resource.ts'
import { CloudWatch } from './services/cloudwatch/cloudwatch.ts'
import { MetricStore } from './services/cloudwatch/metric-store.ts'
import { CodeDeploy } from './services/codedeploy/codedeploy.ts'
import { DynamoDb } from './services/dynamodb/dynamodb.ts'
import { Firehose } from './services/firehose/firehose.ts'
import { Glue } from './services/glue/glue.ts'
import { DecisionPages } from './services/iam/decision-pages.ts'
import { Iam } from './services/iam/iam.ts'
import { Kinesis } from './services/kinesis/kinesis.ts'
import { Kms } from './services/kms/kms.ts'
import { Lambda, type LambdaNeighbours } from './services/lambda/lambda.ts'
import { CloudWatchLogs } from './services/logs/logs.ts'
import { S3 } from './services/s3/s3.ts'
import { MailStore } from './services/ses/inbox.ts'
import { Ses } from './services/ses/ses.ts'
import type { Subscribers } from './services/sns/delivery.ts'
import { Sns } from './services/sns/sns.ts'
import { Sqs } from './services/sqs/sqs.ts'
import { Sts } from './services/sts/sts.ts'
import { XRay } from './services/xray/xray.ts'
import { assemblyEnvironment, type Environment } from './template/cloud-assembly.ts'
import { loadAssembly } from './template/load-assembly.ts'
import type { ResourceType } from './template/resource-type.ts'
import { Stacks } from './template/stack.ts'

export interface LocalAwsOptions {
  /** The directory of a cloud assembly (`cdk.out`) to load. @default - no stack */
  assembly?: string
  /** The port. @default 0: any free port */
  port?: number
  /** @default - real time */
  clock?: Clock
  /** The same seed gives the same ids, for tests. @default - unpredictable ids */
  seed?: number
  /** @default - the region that the assembly's stacks are synthesized for, or us-east-1 */
  region?: string
  /**
   * The directory of the app. Functions that rely on the SDK of Lambda's runtime (`@aws-sdk/…`, `@smithy/…`) get the
   * one installed there. @default - the current directory
   */
  root?: string
  /**
   * The directory where the functions' environments keep compiled code for those that start later, also under
   * another local AWS. {@link LocalAws.start} empties it once it takes more than 128 MB. @default - none is kept
   */
  compileCache?: string
}

/** The outputs of each stack, by the name of the stack and the key of the output. */
export type StackOutputs = Readonly<Record<string, Readonly<Record<string, string>>>>

/** The code of a function crashed before it could be invoked. */
export class FunctionCrashError extends Error {
  override readonly name = 'FunctionCrashError'
}

/**
 * One AWS account with one region in this process: its services behind one HTTP server on the loopback address, and the
 * stacks of one cloud assembly. The account is the one that the stacks are synthesized for. Several instances can run
 * in parallel.
 *
 * @example
 * const aws = await LocalAws.start({ assembly: 'cdk.out' })
 * const client = new SQSClient({ endpoint: aws.endpoint, region: 'us-east-1', credentials: aws.developer })
 * await aws.stop()
 */
export class LocalAws {
  readonly account: Account
  readonly credentials: CredentialStore
  /** The credentials to use its services with: those of an IAM user. */
  readonly developer: Readonly<Credentials>
  readonly kms: Kms
  readonly logs: CloudWatchLogs
  readonly sqs: Sqs
  readonly sns: Sns
  readonly ses: Ses
  readonly cloudWatch: CloudWatch
  readonly xray: XRay
  readonly dynamoDb: DynamoDb
  readonly kinesis: Kinesis
  readonly firehose: Firehose
  readonly iam: Iam
  readonly lambda: Lambda
  readonly s3: S3
  readonly codeDeploy: CodeDeploy
  readonly glue: Glue
  readonly athena: Athena
  readonly httpApis: HttpApis
  /** The services that answer requests, each with its operations. */
  readonly apis: readonly ServiceApi[]
  readonly #customResources: CustomResources
  readonly #cloudFormation: CloudFormation
  readonly #clock: EndingClock
  readonly #inbox: MailStore
  readonly #stacks = new Stacks()
  readonly #door: FrontDoor

  private constructor(options: LocalAwsOptions, environment: Environment | undefined) {
    const { clock = new RealClock(), seed, root, compileCache } = options
    const region = options.region ?? environment?.region ?? 'us-east-1'
    this.#clock = new EndingClock(clock)
    const account = new Account(region, this.#clock, new Random(seed), environment?.account)
    const credentials = new CredentialStore(account)
    const metrics = new MetricStore(account)
    this.account = account
    this.credentials = credentials
    this.developer = credentials.createAccessKey('local')
    this.kms = new Kms(account)
    this.logs = new CloudWatchLogs(account, metrics)
    this.sqs = new Sqs(account, this.kms, metrics)
    this.#inbox = new MailStore(account)
    const subscribers: Subscribers = {
      queues: this.sqs,
      // Lambda publishes to topics, so it is created after SNS.
      functions: { invokeAsynchronously: (...event) => this.lambda.invokeAsynchronously(...event) },
      inbox: this.#inbox,
    }
    this.sns = new Sns(account, subscribers, this.kms, metrics)
    this.ses = new Ses(account, this.#inbox, this.sns, metrics)
    this.cloudWatch = new CloudWatch(account, metrics, this.sns)
    this.xray = new XRay(account)
    this.dynamoDb = new DynamoDb(account, this.kms)
    this.kinesis = new Kinesis(account, this.kms, metrics)
    this.iam = new Iam(account)
    const neighbours: LambdaNeighbours = {
      queues: this.sqs,
      topics: this.sns,
      streams: this.kinesis,
      // S3 notifies functions, so it is created after Lambda.
      buckets: { put: (...object) => this.s3.put(...object) },
    }
    this.lambda = new Lambda(account, credentials, this.logs, metrics, this.xray, neighbours, {
      sdkRoot: root,
      compileCache,
    })
    this.s3 = new S3(account, credentials, {
      queues: this.sqs,
      topics: this.sns,
      functions: this.lambda,
      keys: this.kms,
    })
    this.firehose = new Firehose(account, credentials, metrics, {
      streams: this.kinesis,
      buckets: this.s3,
      functions: this.lambda,
      keys: this.kms,
      logs: this.logs,
    })
    this.codeDeploy = new CodeDeploy(account, credentials, {
      aliases: this.lambda,
      functions: this.lambda,
      alarms: this.cloudWatch,
    })
    this.glue = new Glue(account)
    this.athena = new Athena(account, { catalog: this.glue, buckets: this.s3, metrics })
    this.httpApis = new HttpApis(account, credentials, this.lambda, this.logs, metrics)
    this.#customResources = new CustomResources(account, this.lambda)
    this.#cloudFormation = new CloudFormation(this.#stacks)
    this.apis = [
      this.kms,
      this.logs,
      this.sqs,
      this.ses,
      this.sns,
      this.cloudWatch,
      this.xray,
      this.dynamoDb,
      this.kinesis,
      this.firehose,
      this.iam,
      this.lambda,
      this.codeDeploy,
      this.s3,
      this.glue,
      this.athena,
      new Sts(account, credentials),
      this.#cloudFormation,
    ].map(({ api }) => api)
    const paths = [
      this.#inbox,
      new DecisionPages(account, credentials),
      this.sns.linkPages,
      this.lambda.runtimeApi,
      this.httpApis.paths,
      this.lambda.functionUrls,
      this.#customResources,
    ]
    this.#door = new FrontDoor(account, credentials, this.apis, paths)
  }

  /**
   * Starts the local AWS. Resolves when every stack is created and every event source polls.
   *
   * @throws AssemblyRefusedError, NoAssemblyError, or the error of a port that is taken (`EADDRINUSE`); nothing is left
   *   running
   */
  static async start(options: LocalAwsOptions = {}): Promise<LocalAws> {
    const { assembly } = options
    const environment = assembly === undefined ? undefined : await assemblyEnvironment(assembly)
    const aws = new LocalAws(options, environment)
    try {
      await aws.#open(options)
      return aws
    } catch (cause) {
      await aws.stop()
      throw cause
    }
  }

  /** `http://127.0.0.1:<port>`: the value for `AWS_ENDPOINT_URL`. */
  get endpoint(): string {
    return this.account.endpoint
  }

  /** The resource types that templates may have. */
  get resourceTypes(): readonly ResourceType[] {
    const services = [
      this.kms,
      this.logs,
      this.sqs,
      this.ses,
      this.sns,
      this.cloudWatch,
      this.dynamoDb,
      this.kinesis,
      this.firehose,
      this.iam,
      this.lambda,
      this.codeDeploy,
      this.s3,
      this.glue,
      this.athena,
      this.httpApis,
      this.xray,
    ]
    return [
      ...services.flatMap(({ resourceTypes }) => resourceTypes),
      customResourceType(this.#customResources),
    ]
  }

  get stacks(): StackOutputs {
    const outputs = this.#stacks
      .all()
      .map(({ name, outputs }) => [name, Object.fromEntries(outputs.map(({ key, value }) => [key, value]))])
    return Object.fromEntries(outputs)
  }

  /**
   * Starts one environment of every function of the stacks, so that its first invocation is warm.
   *
   * @throws FunctionCrashError with the errors of all functions that cannot start
   */
  async warmUp(): Promise<void> {
    const functions = this.#stacks
      .all()
      .flatMap(({ resources }) => resources)
      .filter(({ type }) => type === 'AWS::Lambda::Function')
    const starts = await Promise.allSettled(functions.map(({ physicalId }) => this.lambda.warmUp(physicalId)))
    const crashes = starts.flatMap(start => (start.status === 'rejected' ? [start.reason as Error] : []))
    if (crashes.length > 0) throw new FunctionCrashError(crashes.map(({ message }) => message).join('\n'))
  }

  /** Stops everything that was started and aborts calls in progress. */
  async stop(): Promise<void> {
    this.cloudWatch.stop()
    this.firehose.close()
    this.codeDeploy.close()
    await this.lambda.close()
    await this.#cloudFormation.close()
    await this.athena.close()
    await this.#door.close()
    await Promise.all([this.xray.close(), this.dynamoDb.close()])
    this.#clock.end()
  }

  async #open({ port = 0, assembly }: LocalAwsOptions): Promise<void> {
    await Promise.all([this.#door.open(port), this.xray.open()])
    this.cloudWatch.start()
    if (assembly === undefined) return
    await loadAssembly(assembly, this.account, this.resourceTypes, this.#stacks)
  }
}
