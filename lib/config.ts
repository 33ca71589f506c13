import { RemovalPolicy } from 'aws-cdk-lib'
import type { Node } from 'constructs'
import { RETENTION_HOURS, type StreamCapacity } from './constructs/guarded-stream-rules.ts'
import { refuseRegionWithoutServices } from './settings/region-services.ts'
import { type ReviewLimits, reviewLimits } from './settings/review-limits.ts'
import { Setting } from './settings/setting.ts'
import { flag, text, wholeNumber } from './settings/setting-types.ts'
import { type CliEnvironment, StageSettings, TRIAL_STAGE } from './settings/stage-settings.ts'
import { streamCapacity } from './settings/stream-capacity.ts'

/**
 * What a stage is told from outside: by `config/<stage>.json`, and the stage `dev` by CDK context as well
 * (`npx cdk deploy --all -c sender=shop@your.domain`).
 */
export interface Config {
  /** Names the stacks and all that has a name, so that several stages live in one account. @default 'dev' */
  readonly stage: string
  /**
   * The account that the stage lives in; the CDK CLI then refuses the credentials of another. Along with `region` it
   * makes the names of buckets plain text, without which CloudFormation cannot take a bucket back into a stack
   * (docs/redeploy-prod.md). @default - the account of whoever deploys
   */
  readonly account?: string
  /** @default - the region that the AWS CLI is configured for */
  readonly region?: string
  /** The address that mails come from; SES must have verified it, or its domain. @default 'shop@example.com', which SES refuses */
  readonly sender: string
  /** Who is mailed when an alarm goes off. @default - nobody */
  readonly alarmAddress?: string
  /**
   * By currency, the total in minor units from which on a person looks at a purchase. Purchases in other currencies
   * are always looked at.
   *
   * @default - 500.00 EUR, 500.00 USD and 400.00 GBP
   */
  readonly reviewLimits: ReviewLimits
  /**
   * How many invocations of one queue's consumer run at once, 2 to 1000; the mailer and the encoder have numbers of
   * their own.
   *
   * The default is the least that Lambda takes. A new account has 10 concurrent executions (Lambda quotas: "New AWS
   * accounts have reduced concurrency and memory quotas"), and the eleven queues together ask for 9 × this + 2 for the
   * mailer + `encoderConcurrency`, and the stream for one a shard: 23 by default, and that only while purchases, clicks,
   * videos, posts and mails all wait at once. What is throttled then waits in its queue or in the stream, and an API
   * answers 5xx to a client, which tries again. An account with the usual 1,000 bears 100 here. @default 2
   */
  readonly consumerConcurrency: number
  /** How many videos are encoded at once, 2 to 1000. Each takes one execution, for up to 15 minutes. @default 2 */
  readonly encoderConcurrency: number
  /**
   * The memory of an encoder in MB, 128 to 10240. It buys processors: 1,769 MB are one vCPU, so the default is 1.7 of
   * them, and the most that new accounts allow. @default 3008
   */
  readonly encoderMemory: number
  /**
   * Whether the clickstream's stack is there. No other stack refers to it. To take it away, destroy it first, and then
   * set this: an app without it cannot destroy it. @default true
   */
  readonly clickstream: boolean
  /**
   * The shards of the clickstream's stream, 1 to 10000, or `on-demand`. A shard takes 1,000 events or 1 MiB a second. A
   * deployment at most doubles or halves the number. @default 1
   */
  readonly streamCapacity: StreamCapacity
  /** How long the stream keeps events, for readers that fall behind and for replays: 24 to 8760 hours. @default 24 */
  readonly streamRetentionHours: number
  /**
   * Whether the stream's reader has a throughput of its own (enhanced fan-out), at a price for each hour and shard.
   * Another answer makes another event source, which reads the stream from its beginning; what was counted is not
   * counted again. @default false
   */
  readonly streamFanOut: boolean
  /**
   * Whether to add the stacks that exist to be compared with, not to be used. They reserve three times
   * `encoderConcurrency` of the account's concurrent executions, of which Lambda keeps 100 unreserved: the quota must
   * be at least 106 by default, so a new account refuses them.
   *
   * Take them away as they came: a stage that was deployed with them is destroyed with them (`-c experiments=true`, or
   * the stage's file), otherwise CloudFormation stops at what they import. @default false
   */
  readonly experiments: boolean
  /** What becomes of tables, buckets and the keys that encrypt them when their stack is deleted: kept in stages named `prod…`, deleted in every other. */
  readonly removalPolicy: RemovalPolicy
  /** Whether CloudFormation refuses to delete the stacks: in stages named `prod…`. */
  readonly terminationProtection: boolean
}

export const defaults = {
  stage: TRIAL_STAGE,
  sender: 'shop@example.com',
  reviewLimits: { EUR: 50_000, USD: 50_000, GBP: 40_000 },
  consumerConcurrency: 2,
  encoderConcurrency: 2,
  encoderMemory: 3008,
  clickstream: true,
  streamCapacity: 1,
  streamRetentionHours: RETENTION_HOURS.least,
  streamFanOut: false,
  experiments: false,
} as const

const ACCOUNT = /^\d{12}$/
const REGION = /^[a-z]{2,4}(-[a-z]+)+-\d$/
/** RFC 5321: 64 characters before the @, 254 in all; of those that RFC 5322 lets stand unquoted. */
const ADDRESS =
  /^(?=.{1,254}$)(?=[^@]{1,64}@)[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/i
const ONE_ADDRESS = 'Use one plain e-mail address.'

/** "You can set the maximum concurrency to a value between 2 and 1,000" (Lambda, SQS event source). */
const CONCURRENCY = [2, 1000] as const

/** "You can configure memory between 128 MB and 10,240 MB in 1-MB increments" (Lambda, Configure memory). */
const MEMORY = [128, 10_240] as const

/**
 * @param directory where the files of the stages are
 * @param cli where the CDK CLI deploys to. @default - the app runs without the CLI
 * @throws ConfigError for a value that cannot be used, for a key that nobody reads, and for settings that no file has
 */
export function readConfig(node: Node, directory: string, cli?: CliEnvironment): Config {
  const settings = new StageSettings(node.getAllContext(), directory, cli)
  const production = settings.stage.startsWith('prod')
  const config = {
    stage: settings.stage,
    account: text(settings.get('account'), ACCOUNT, 'Use the twelve digits of an account, as text.'),
    region: text(settings.get('region'), REGION, 'Use a region like eu-central-1.'),
    sender: text(settings.get('sender'), ADDRESS, ONE_ADDRESS) ?? defaults.sender,
    alarmAddress: text(settings.get('alarmAddress'), ADDRESS, ONE_ADDRESS),
    reviewLimits: reviewLimits(settings.get('reviewLimits')) ?? defaults.reviewLimits,
    consumerConcurrency:
      wholeNumber(settings.get('consumerConcurrency'), ...CONCURRENCY) ?? defaults.consumerConcurrency,
    encoderConcurrency:
      wholeNumber(settings.get('encoderConcurrency'), ...CONCURRENCY) ?? defaults.encoderConcurrency,
    encoderMemory: wholeNumber(settings.get('encoderMemory'), ...MEMORY) ?? defaults.encoderMemory,
    clickstream: flag(settings.get('clickstream')) ?? defaults.clickstream,
    streamCapacity: streamCapacity(settings.get('streamCapacity')) ?? defaults.streamCapacity,
    streamRetentionHours:
      wholeNumber(settings.get('streamRetentionHours'), RETENTION_HOURS.least, RETENTION_HOURS.most) ??
      defaults.streamRetentionHours,
    streamFanOut: flag(settings.get('streamFanOut')) ?? defaults.streamFanOut,
    experiments: flag(settings.get('experiments')) ?? defaults.experiments,
    removalPolicy: removalPolicy(production),
    terminationProtection: production,
  }
  const region = settings.get('region') ?? regionOf(cli)
  if (region !== undefined) refuseRegionWithoutServices(region)
  return config
}

/**
 * What a failed first deployment made is deleted all the same: its names would be in the way of the next. So nothing
 * may forbid its own deletion, as a table with deletion protection does; a stack's termination protection forbids it
 * to a person, not to a rollback.
 */
function removalPolicy(production: boolean): RemovalPolicy {
  return production ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY
}

function regionOf(cli: CliEnvironment | undefined): Setting | undefined {
  return cli?.region === undefined
    ? undefined
    : new Setting("The AWS CLI's configuration:", 'region', cli.region)
}
