import { RemovalPolicy } from 'aws-cdk-lib'
import type { Node } from 'constructs'

/** What a deployment is told from outside, by CDK context: `npx cdk deploy -c stage=prod -c sender=shop@your.domain`. */
export interface Config {
  /** Names the stacks, log groups and queues, so that several stages live in one account. @default 'dev' */
  readonly stage: string
  /** @default - the region that the AWS CLI is configured for */
  readonly region?: string
  /** The address that mails come from; SES must have verified it, or its domain. @default 'shop@example.com', which SES refuses */
  readonly sender: string
  /** Who is mailed when an alarm goes off. @default - nobody */
  readonly alarmAddress?: string
  /**
   * By currency, the total in minor units from which on a person looks at a purchase. Purchases in other currencies
   * are not reviewed.
   *
   * @default - 500.00 EUR, 500.00 USD and 400.00 GBP
   */
  readonly reviewLimits: Readonly<Record<string, number>>
  /** How many videos are encoded at once, 2 to 1000. @default 10 */
  readonly encoderConcurrency: number
  /** Whether to add the stacks that exist to be compared with, not to be used. @default false */
  readonly experiments: boolean
  /** What becomes of data when its stack is deleted: kept in stages named `prod…`, deleted in every other. */
  readonly removalPolicy: RemovalPolicy
}

export const defaults = {
  stage: 'dev',
  sender: 'shop@example.com',
  reviewLimits: { EUR: 50_000, USD: 50_000, GBP: 40_000 },
  encoderConcurrency: 10,
  experiments: false,
} as const

/** A context value that cannot be used. The message names the key, the value and the remedy. */
export class ConfigError extends Error {
  constructor(key: string, value: unknown, remedy: string) {
    super(`Context "${key}" is ${JSON.stringify(value)}. ${remedy}`)
    this.name = 'ConfigError'
  }
}

/** @throws ConfigError for a value that cannot be used, and for a key that nobody reads */
export function readConfig(node: Node): Config {
  const context: Record<string, unknown> = node.getAllContext()
  refuseUnknownKeys(context)
  const stage = text(
    context,
    'stage',
    STAGE,
    'Use 1 to 12 lower-case letters and digits, the first a letter.',
  )
  return {
    stage: stage ?? defaults.stage,
    region: text(context, 'region', REGION, 'Use a region like eu-central-1.'),
    sender: text(context, 'sender', ADDRESS, 'Use one plain e-mail address.') ?? defaults.sender,
    alarmAddress: text(context, 'alarmAddress', ADDRESS, 'Use one plain e-mail address.'),
    reviewLimits: reviewLimits(context.reviewLimits) ?? defaults.reviewLimits,
    encoderConcurrency: encoderConcurrency(context.encoderConcurrency) ?? defaults.encoderConcurrency,
    experiments: experiments(context.experiments) ?? defaults.experiments,
    removalPolicy: removalPolicy(stage),
  }
}

/** What a failed first deployment made is deleted all the same: its names would be in the way of the next. */
function removalPolicy(stage = ''): RemovalPolicy {
  return stage.startsWith('prod') ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY
}

const STAGE = /^[a-z][a-z0-9]{0,11}$/
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/
const ADDRESS = /^[^\s@<>,;"]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/i

const KEYS = [
  'stage',
  'region',
  'sender',
  'alarmAddress',
  'reviewLimits',
  'encoderConcurrency',
  'experiments',
]

/** Keys of the CDK and of other tools carry a prefix (`@aws-cdk/…`, `aws:cdk:…`, `vpc-provider:…`); a bare word is ours. */
function refuseUnknownKeys(context: Record<string, unknown>): void {
  const unknown = Object.keys(context).find(key => /^[\w-]+$/.test(key) && !KEYS.includes(key))
  if (unknown === undefined) return
  throw new ConfigError(unknown, context[unknown], `No such key: use one of ${KEYS.join(', ')}.`)
}

function text(
  context: Record<string, unknown>,
  key: keyof Config,
  pattern: RegExp,
  remedy: string,
): string | undefined {
  const value = context[key]
  if (value === undefined) return undefined
  if (typeof value !== 'string' || !pattern.test(value)) throw new ConfigError(key, value, remedy)
  return value
}

/** "You can set the maximum concurrency to a value between 2 and 1,000" (Lambda, SQS event source). */
function encoderConcurrency(value: unknown): number | undefined {
  if (value === undefined) return undefined
  const concurrency = typeof value === 'string' ? parsed(value) : value
  if (
    typeof concurrency === 'number' &&
    Number.isInteger(concurrency) &&
    concurrency >= 2 &&
    concurrency <= 1000
  ) {
    return concurrency
  }
  throw new ConfigError('encoderConcurrency', value, 'Use a whole number from 2 to 1000.')
}

function experiments(value: unknown): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value
  if (value === 'true' || value === 'false') return value === 'true'
  throw new ConfigError('experiments', value, 'Use true or false.')
}

/** Given on the command line, an object arrives as its JSON. */
function reviewLimits(value: unknown): Record<string, number> | undefined {
  if (value === undefined) return undefined
  const limits = typeof value === 'string' ? parsed(value) : value
  if (!isReviewLimits(limits)) {
    throw new ConfigError(
      'reviewLimits',
      value,
      `Use minor units by ISO 4217 code, from 1 to ${SNS_NUMERIC_MAXIMUM}: '{"EUR":50000,"USD":50000}'.`,
    )
  }
  return limits
}

/** "For numeric matching, the value can range from -10^9 to 10^9" (SNS, Filter policy constraints). */
const SNS_NUMERIC_MAXIMUM = 1_000_000_000

function isReviewLimits(limits: unknown): limits is Record<string, number> {
  if (typeof limits !== 'object' || limits === null || Array.isArray(limits)) return false
  const entries = Object.entries(limits)
  return entries.length > 0 && entries.every(([currency, limit]) => isCurrency(currency) && isLimit(limit))
}

function isCurrency(code: string): boolean {
  return /^[A-Z]{3}$/.test(code)
}

function isLimit(limit: unknown): boolean {
  return Number.isInteger(limit) && Number(limit) >= 1 && Number(limit) <= SNS_NUMERIC_MAXIMUM
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
