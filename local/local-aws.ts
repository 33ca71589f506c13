import { Account } from './account.ts'
import { FrontDoor } from './api/front-door.ts'
import { type Clock, RealClock } from './clock.ts'
import { CredentialStore } from './identity/credentials.ts'
import { Random } from './random.ts'
import { CloudFormation } from './services/cloudformation/cloudformation.ts'
import { DynamoDb } from './services/dynamodb/dynamodb.ts'
import { Iam } from './services/iam/iam.ts'
import { Kms } from './services/kms/kms.ts'
import { Ses } from './services/ses/ses.ts'
import { Sts } from './services/sts/sts.ts'
import { loadAssembly } from './template/load-assembly.ts'
import { Stacks } from './template/stack.ts'

export interface LocalAwsOptions {
  /** The directory of a cloud assembly (`cdk.out`) to load. @default - no stack */
  assembly?: string
  /** @default 0: any that is free */
  port?: number
  /** @default - real time */
  clock?: Clock
  /** The same seed gives the same ids. @default 1 */
  seed?: number
  /** @default us-east-1 */
  region?: string
}

/** The outputs of each stack by its name, each output by its key. */
export type StackOutputs = Readonly<Record<string, Readonly<Record<string, string>>>>

/**
 * One AWS account with one region, in this process: its services behind one HTTP server on the loopback
 * address, and the stacks of one cloud assembly in it. Any number of them run side by side.
 *
 * @example
 * const aws = await LocalAws.start({ assembly: 'cdk.out' })
 * const client = new SQSClient({ endpoint: aws.endpoint, region: 'us-east-1', credentials: DEVELOPER })
 * await aws.stop()
 */
export class LocalAws {
  readonly account: Account
  readonly credentials: CredentialStore
  readonly kms: Kms
  readonly ses: Ses
  readonly dynamoDb: DynamoDb
  readonly iam: Iam
  readonly #stacks = new Stacks()
  readonly #door: FrontDoor

  private constructor({ clock = new RealClock(), seed = 1, region = 'us-east-1' }: LocalAwsOptions) {
    const account = new Account(region, clock, new Random(seed))
    this.account = account
    this.credentials = new CredentialStore(account)
    this.kms = new Kms(account)
    this.ses = new Ses(account)
    this.dynamoDb = new DynamoDb(account)
    this.iam = new Iam(account)

    const apis = [this.kms, this.ses, this.dynamoDb, this.iam].map(({ api }) => api)
    const sts = new Sts(account, this.credentials)
    const cloudFormation = new CloudFormation(this.#stacks)
    this.#door = new FrontDoor(
      account,
      this.credentials,
      [...apis, sts.api, cloudFormation.api],
      [this.ses.inbox],
    )
  }

  /**
   * Resolves when every stack is made and every event source reads.
   *
   * @throws AssemblyRefusedError, or the error of a port that is taken (`EADDRINUSE`); nothing is left running
   */
  static async start(options: LocalAwsOptions = {}): Promise<LocalAws> {
    const aws = new LocalAws(options)
    try {
      await aws.#open(options)
      return aws
    } catch (cause) {
      await aws.stop()
      throw cause
    }
  }

  /** `http://127.0.0.1:<port>`: what `AWS_ENDPOINT_URL` is set to. */
  get endpoint(): string {
    return this.account.endpoint
  }

  get stacks(): StackOutputs {
    return Object.fromEntries(
      this.#stacks
        .all()
        .map(({ name, outputs }) => [
          name,
          Object.fromEntries(outputs.map(({ key, value }) => [key, value])),
        ]),
    )
  }

  /** Ends everything that was started; calls in flight are cut off. */
  async stop(): Promise<void> {
    await this.#door.close()
    await this.dynamoDb.close()
  }

  async #open({ port = 0, assembly }: LocalAwsOptions): Promise<void> {
    await this.#door.open(port)
    if (assembly === undefined) return
    const types = [this.kms, this.ses, this.dynamoDb, this.iam].flatMap(({ resourceTypes }) => resourceTypes)
    await loadAssembly(assembly, this.account, types, this.#stacks)
  }
}
