import {
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda'
import type { Assembly, SynthesizedResource } from '../assembly.ts'
import type { DeployedStacks } from '../deployed-stacks.ts'
import type { Target } from '../target.ts'
import { ask } from '../unanswered.ts'
import type { Verdict } from '../verdict.ts'

/**
 * "The default concurrency quota per Region is 1,000" (Lambda, Understanding function scaling); new accounts have 10.
 */
const USUAL_QUOTA = 1000

/**
 * The unreserved concurrency that must remain for other functions: "100 units of concurrency" (Lambda, Configuring
 * reserved concurrency); in accounts with a lower quota, all of it ("below its minimum value of [10]").
 */
const KEPT_UNRESERVED = 100

/** "A newly created on-demand stream has 4 MB/s write capacity", a shard each (Kinesis, Choosing the capacity mode). */
const SHARDS_ON_DEMAND = 4

interface AccountConcurrency {
  quota: number
  unreserved: number
}

/** Checks the concurrency quota against what the stacks reserve, and what their queues and streams can use. */
export async function checkConcurrency(
  target: Target,
  assembly: Assembly,
  deployed: DeployedStacks,
): Promise<Verdict[]> {
  const client = new LambdaClient(target.settings)
  const { AccountLimit } = await ask('lambda:GetAccountSettings', () =>
    client.send(new GetAccountSettingsCommand({})),
  )
  const { ConcurrentExecutions: quota, UnreservedConcurrentExecutions: unreserved } = AccountLimit ?? {}
  if (quota === undefined) {
    return [
      {
        check: 'concurrency',
        outcome: 'unknown',
        found: 'lambda:GetAccountSettings has no limit',
      },
    ]
  }
  const account = { quota, unreserved: unreserved ?? quota }
  const toReserve = await stillToReserve(client, assembly.resources, deployed)
  if (toReserve === undefined) return [sourcesVerdict(target, account, assembly.resources)]
  const left = Math.max(0, account.unreserved - toReserve)
  return [
    reservedVerdict(target, account, toReserve),
    sourcesVerdict(target, { quota, unreserved: left }, assembly.resources),
  ]
}

/** The concurrency still to reserve, without that of deployed functions; undefined if the stacks reserve none. */
async function stillToReserve(
  client: LambdaClient,
  resources: readonly SynthesizedResource[],
  deployed: DeployedStacks,
): Promise<number | undefined> {
  const reserving = resources.filter(({ Properties }) => Number(Properties?.ReservedConcurrentExecutions) > 0)
  if (reserving.length === 0) return undefined
  const missing = reserving.map(async ({ stack, logicalId, Properties }) => {
    const reserved = await reservedNow(client, deployed.physicalId(stack, logicalId))
    return Math.max(0, Number(Properties.ReservedConcurrentExecutions) - reserved)
  })
  return sum(await Promise.all(missing))
}

async function reservedNow(client: LambdaClient, FunctionName: string | undefined): Promise<number> {
  if (FunctionName === undefined) return 0
  const { ReservedConcurrentExecutions = 0 } = await ask('lambda:GetFunctionConcurrency', () =>
    client.send(new GetFunctionConcurrencyCommand({ FunctionName })),
  )
  return ReservedConcurrentExecutions
}

function reservedVerdict(
  target: Target,
  { quota, unreserved }: AccountConcurrency,
  toReserve: number,
): Verdict {
  const kept = Math.min(KEPT_UNRESERVED, quota)
  const check = 'reserved concurrency'
  const found = `${unreserved} of ${quota} concurrent executions are unreserved`
  const needed = `${toReserve} to reserve, and ${kept} left`
  if (unreserved - toReserve >= kept) return { check, outcome: 'ok', found, needed }
  const sufficient = Math.max(USUAL_QUOTA, quota - unreserved + toReserve + KEPT_UNRESERVED)
  return { check, outcome: 'fails', found, needed, remedy: raise(target, sufficient) }
}

function sourcesVerdict(
  target: Target,
  { quota, unreserved }: AccountConcurrency,
  resources: readonly SynthesizedResource[],
): Verdict {
  const sources = resources.filter(({ Type }) => Type === 'AWS::Lambda::EventSourceMapping')
  const atOnce = sum(sources.map(source => invocationsOf(source, resources)))
  const check = 'concurrency'
  const found = `${unreserved} of ${quota} concurrent executions, for all functions without reserved concurrency`
  const needed = `${atOnce} for the consumers of queues and streams, plus some for the APIs`
  if (unreserved > atOnce) return { check, outcome: 'ok', found, needed }
  return {
    check,
    outcome: 'warning',
    found: `${found}; enough for a trial, but under load, APIs return 5xx and messages wait`,
    needed,
    remedy: raise(target, Math.max(USUAL_QUOTA, quota + atOnce)),
  }
}

/** The most batches of an event source that are processed at once. */
function invocationsOf(source: SynthesizedResource, all: readonly SynthesizedResource[]): number {
  const { ScalingConfig, ParallelizationFactor = 1, EventSourceArn } = source.Properties ?? {}
  if (ScalingConfig?.MaximumConcurrency !== undefined) return Number(ScalingConfig.MaximumConcurrency)
  const stream = streamOf(EventSourceArn, source.stack, all)
  return stream ? shardsOf(stream) * Number(ParallelizationFactor) : 0
}

/** @param arn of a stream or of its enhanced fan-out consumer, as the template refers to it */
function streamOf(
  arn: { 'Fn::GetAtt'?: string[] } | undefined,
  stack: string,
  all: readonly SynthesizedResource[],
): SynthesizedResource | undefined {
  const found = all.find(one => one.stack === stack && one.logicalId === arn?.['Fn::GetAtt']?.[0])
  if (found?.Type === 'AWS::Kinesis::StreamConsumer') return streamOf(found.Properties?.StreamARN, stack, all)
  return found?.Type === 'AWS::Kinesis::Stream' ? found : undefined
}

function shardsOf({ Properties }: SynthesizedResource): number {
  return Number(Properties?.ShardCount ?? SHARDS_ON_DEMAND)
}

function raise({ region }: Target, quota: number): string {
  return `aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value ${quota} --region ${region}`
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)
