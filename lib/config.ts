import { RemovalPolicy } from 'aws-cdk-lib'
import type { Node } from 'constructs'
import { ARCHIVE_DAYS } from '../lambda/contracts/archive-days.ts'
import { RETENTION_HOURS, type StreamCapacity } from './constructs/guarded-stream-rules.ts'
import { type OwnFfmpeg, ownFfmpeg } from './settings/own-ffmpeg.ts'
import { refuseRegionWithoutServices } from './settings/region-services.ts'
import { type ReviewLimits, reviewLimits } from './settings/review-limits.ts'
import { repositoryRunbooks } from './settings/runbooks-address.ts'
import { Setting } from './settings/setting.ts'
import { address, flag, text, wholeNumber, word } from './settings/setting-types.ts'
import { type CliEnvironment, StageSettings, TRIAL_STAGE } from './settings/stage-settings.ts'
import { streamCapacity } from './settings/stream-capacity.ts'

/**
 * The settings of a stage: from `config/<stage>.json`, and for the stage `dev` also from CDK context
 * (`npx cdk deploy --all -c sender=shop@your.domain`).
 */
export interface Config {
  /** Part of the names of stacks and resources, so that an account can have several stages. @default 'dev' */
  readonly stage: string
  /**
   * The account of the stage. With it, the CDK CLI refuses credentials of another account. Together with `region`, it
   * makes bucket names plain text, which CloudFormation needs to import a retained bucket into a stack
   * (docs/redeploy-prod.md).
   *
   * @default - the account of the CLI's credentials
   */
  readonly account?: string
  /** @default - the region in the AWS CLI's configuration */
  readonly region?: string
  /** The sender of mails; SES must have verified it or its domain. @default 'shop@example.com', which SES refuses */
  readonly sender: string
  /**
   * How SES has verified the sender: by its `address`, or by the `domain` after the @. With it, mail goes through two
   * tenants of SES, one for each type of mail, whose bounces and complaints SES judges by themselves. The identity must
   * exist: SES refuses tenants of another.
   *
   * @default - mail goes through two configuration sets, and SES judges the account
   */
  readonly senderIdentity?: 'address' | 'domain'
  /** The address for mails about alarms. @default - none */
  readonly alarmAddress?: string
  /**
   * Where the pages of docs/runbooks are read, which alarms link. @default - in the repository that package.json names
   */
  readonly runbooks: string
  /**
   * Whether each pipeline has a dashboard of its own, for 3 USD a month each. The overview is there in every stage.
   *
   * @default - in stages named `prod…`
   */
  readonly dashboards: boolean
  /**
   * The total, in minor units by currency, from which a person reviews a purchase. Purchases in other currencies are
   * always reviewed.
   *
   * @default - 500.00 EUR, 500.00 USD and 400.00 GBP
   */
  readonly reviewLimits: ReviewLimits
  /**
   * For how many days the topic of purchases archives its events, so that the read model can be rebuilt from them: 1 to
   * 365. SNS bills what it archives. @default - it archives nothing
   */
  readonly purchasesArchiveDays?: number
  /**
   * For how many days the status of a purchase and the decision to ship it are kept: 60 to 3650. It is also how late a
   * purchase may still be shipped. The default is the legal guarantee of two years in the EU. @default 730
   */
  readonly purchaseRetentionDays: number
  /** For how many days a video is kept, its record and its renditions: 30 to 3650. @default 365 */
  readonly videoRetentionDays: number
  /**
   * How many invocations of one queue's consumer run at once, 2 to 1000. The mailer and the encoder have their own
   * numbers.
   *
   * The default is Lambda's minimum. A new account has 10 concurrent executions (Lambda quotas: "New AWS accounts have
   * reduced concurrency and memory quotas"). The thirteen queues together need 11 × this + 2 for the mailer +
   * `encoderConcurrency`, and the two readers of the stream one per shard each: 28 by default, and only while purchases,
   * clicks, baskets, videos, posts and mails all wait at once. Throttled work waits in its queue or in the stream; an API returns 5xx to a client,
   * which tries again. An account with the usual 1,000 can use 100 here. @default 2
   */
  readonly consumerConcurrency: number
  /** How many videos are encoded at once, 2 to 1000. Each needs one execution for up to 15 minutes. @default 2 */
  readonly encoderConcurrency: number
  /**
   * The memory of an encoder in MB, 128 to 10240. It determines the processors: 1,769 MB are one vCPU, so the default
   * is 1.7 vCPUs, the maximum of new accounts. @default 3008
   */
  readonly encoderMemory: number
  /**
   * The encoder's ffmpeg: the path of a program for Linux that needs no libraries, the path of a directory with `bin/ffmpeg`, which becomes
   * a layer, or the ARN of a layer version for x86_64 in the stage's region (docs/decisions/ffmpeg.md).
   *
   * @default - FFmpeg 7.0 from npm
   */
  readonly ffmpeg?: OwnFfmpeg
  /**
   * Whether the clickstream stack exists. No other stack refers to it. To remove it, destroy the stack first, then set
   * this to false: an app without the stack cannot destroy it. @default true
   */
  readonly clickstream: boolean
  /**
   * The shards of the clickstream's stream, 1 to 10000, or `on-demand`. A shard takes 1,000 events or 1 MiB per second.
   * A deployment can at most double or halve the number. @default 1
   */
  readonly streamCapacity: StreamCapacity
  /** How long the stream keeps events, for readers that fall behind and for replays: 24 to 8760 hours. @default 24 */
  readonly streamRetentionHours: number
  /**
   * Whether each of the stream's readers has its own throughput (enhanced fan-out), at a price per hour and shard.
   * Changing this makes other event sources, which read the stream from its beginning; what was taken is not taken again.
   * @default false
   */
  readonly streamFanOut: boolean
  /** How long the lake keeps events: 1 to 3650 days. @default 365 */
  readonly lakeRetentionDays: number
  /**
   * How long Firehose gathers events for an object of the lake, 0 to 900 seconds: events can be queried as late. The
   * shorter, the more and the smaller the objects, which cost a request each when they are written and when they are
   * read. @default 300
   */
  readonly lakeBufferSeconds: number
  /**
   * How long after the last item a customer is reminded of an abandoned basket: 1 to 1440 minutes. Baskets that wait when
   * this is changed wait as long as the new value says. @default 60
   */
  readonly basketReminderMinutes: number
  /**
   * Whether to add the stacks that exist only for comparison. They reserve three times `encoderConcurrency` of the
   * account's concurrent executions, of which Lambda keeps 100 unreserved. The quota must be at least 106 by default,
   * so a new account refuses them.
   *
   * To destroy a stage that was deployed with them, keep this set (`-c experiments=true`, or the stage's file);
   * otherwise CloudFormation stops at their imports. @default false
   */
  readonly experiments: boolean
  /**
   * What happens to tables, buckets and their keys when their stack is deleted: retained in stages named `prod…`,
   * deleted in others.
   */
  readonly removalPolicy: RemovalPolicy
  /**
   * Whether consumers get new code by a canary (docs/decisions/canary.md) instead of at once; true in stages named
   * `prod…`.
   */
  readonly canaries: boolean
  /** Whether CloudFormation refuses to delete the stacks; true in stages named `prod…`. */
  readonly terminationProtection: boolean
}

export const defaults = {
  stage: TRIAL_STAGE,
  sender: 'shop@example.com',
  runbooks: repositoryRunbooks(),
  reviewLimits: { EUR: 50_000, USD: 50_000, GBP: 40_000 },
  purchaseRetentionDays: 730,
  videoRetentionDays: 365,
  consumerConcurrency: 2,
  encoderConcurrency: 2,
  encoderMemory: 3008,
  clickstream: true,
  streamCapacity: 1,
  streamRetentionHours: RETENTION_HOURS.least,
  streamFanOut: false,
  lakeRetentionDays: 365,
  lakeBufferSeconds: 300,
  basketReminderMinutes: 60,
  experiments: false,
} as const

const ACCOUNT = /^\d{12}$/
const REGION = /^[a-z]{2,4}(-[a-z]+)+-\d$/
/**
 * A description has room for this much beside its text and its other link. No quotation marks and the like, which would
 * end the link in a mail.
 */
const LINK = /^https:\/\/[\w.~:/?#@!$&*+,;=%-]{1,90}[^/\s]$/

/** "You can set the maximum concurrency to a value between 2 and 1,000" (Lambda, SQS event source). */
const CONCURRENCY = [2, 1000] as const

/** A message of a purchase may come 28 days late, from a queue and its dead-letter queue, and once more after a redrive. */
const PURCHASE_RETENTION_DAYS = [60, 3650] as const

/** Longer than an upload is kept, whose message may come again. */
const VIDEO_RETENTION_DAYS = [30, 3650] as const

const LAKE_RETENTION_DAYS = [1, 3650] as const

/** Firehose, BufferingHints, IntervalInSeconds: "Minimum value of 0. Maximum value of 900." */
const LAKE_BUFFER_SECONDS = [0, 900] as const
/** A day at most: baskets wait as messages in a queue (docs/decisions/waiting-in-the-queue.md). */
const REMINDER_MINUTES = [1, 1440] as const

/** "You can configure memory between 128 MB and 10,240 MB in 1-MB increments" (Lambda, Configure memory). */
const MEMORY = [128, 10_240] as const

/**
 * @param directory of the stages' files
 * @param cli where the CDK CLI deploys to. @default - the app runs without the CLI
 * @throws ConfigError for an unusable value, an unknown key, and a stage without a file
 */
export function readConfig(node: Node, directory: string, cli?: CliEnvironment): Config {
  const settings = new StageSettings(node.getAllContext(), directory, cli)
  const production = settings.stage.startsWith('prod')
  const config = {
    stage: settings.stage,
    account: text(settings.get('account'), ACCOUNT, 'Use the twelve digits of an account, as text.'),
    region: text(settings.get('region'), REGION, 'Use a region like eu-central-1.'),
    sender: address(settings.get('sender')) ?? defaults.sender,
    senderIdentity: word(settings.get('senderIdentity'), ['address', 'domain']),
    alarmAddress: address(settings.get('alarmAddress')),
    runbooks:
      text(
        settings.get('runbooks'),
        LINK,
        'Use an address of up to 99 characters that begins with https:// and does not end in a slash.',
      ) ?? defaults.runbooks,
    dashboards: flag(settings.get('dashboards')) ?? production,
    reviewLimits: reviewLimits(settings.get('reviewLimits')) ?? defaults.reviewLimits,
    purchasesArchiveDays: wholeNumber(settings.get('purchasesArchiveDays'), ...ARCHIVE_DAYS),
    purchaseRetentionDays:
      wholeNumber(settings.get('purchaseRetentionDays'), ...PURCHASE_RETENTION_DAYS) ??
      defaults.purchaseRetentionDays,
    videoRetentionDays:
      wholeNumber(settings.get('videoRetentionDays'), ...VIDEO_RETENTION_DAYS) ?? defaults.videoRetentionDays,
    consumerConcurrency:
      wholeNumber(settings.get('consumerConcurrency'), ...CONCURRENCY) ?? defaults.consumerConcurrency,
    encoderConcurrency:
      wholeNumber(settings.get('encoderConcurrency'), ...CONCURRENCY) ?? defaults.encoderConcurrency,
    encoderMemory: wholeNumber(settings.get('encoderMemory'), ...MEMORY) ?? defaults.encoderMemory,
    ffmpeg: ownFfmpeg(settings.get('ffmpeg')),
    clickstream: flag(settings.get('clickstream')) ?? defaults.clickstream,
    streamCapacity: streamCapacity(settings.get('streamCapacity')) ?? defaults.streamCapacity,
    streamRetentionHours:
      wholeNumber(settings.get('streamRetentionHours'), RETENTION_HOURS.least, RETENTION_HOURS.most) ??
      defaults.streamRetentionHours,
    streamFanOut: flag(settings.get('streamFanOut')) ?? defaults.streamFanOut,
    lakeRetentionDays:
      wholeNumber(settings.get('lakeRetentionDays'), ...LAKE_RETENTION_DAYS) ?? defaults.lakeRetentionDays,
    lakeBufferSeconds:
      wholeNumber(settings.get('lakeBufferSeconds'), ...LAKE_BUFFER_SECONDS) ?? defaults.lakeBufferSeconds,
    basketReminderMinutes:
      wholeNumber(settings.get('basketReminderMinutes'), ...REMINDER_MINUTES) ??
      defaults.basketReminderMinutes,
    experiments: flag(settings.get('experiments')) ?? defaults.experiments,
    removalPolicy: removalPolicy(production),
    canaries: production,
    terminationProtection: production,
  }
  const region = settings.get('region') ?? regionOf(cli)
  if (region !== undefined) refuseRegionWithoutServices(region)
  return config
}

/**
 * Resources of a failed first deployment are deleted, too, because their names would block the next deployment. So no
 * resource may prevent its own deletion, as a table with deletion protection does; a stack's termination protection
 * stops people, not rollbacks.
 */
function removalPolicy(production: boolean): RemovalPolicy {
  return production ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY
}

function regionOf(cli: CliEnvironment | undefined): Setting | undefined {
  return cli?.region === undefined
    ? undefined
    : new Setting("The AWS CLI's configuration:", 'region', cli.region)
}
