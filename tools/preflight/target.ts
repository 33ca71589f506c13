import { STSClient } from '@aws-sdk/client-sts'
import { announcedLocalAws } from '../clients/running-local-aws.ts'
import type { Assembly } from './assembly.ts'
import type { Options } from './command-line.ts'
import type { PseudoParameters } from './template.ts'

/** The configuration of the tool's SDK clients. */
export interface ClientSettings {
  region: string
  endpoint?: string
  credentials?: { accessKeyId: string; secretAccessKey: string }
  requestHandler: { connectionTimeout: number; requestTimeout: number; throwOnRequestTimeout: boolean }
}

/** Where to deploy the stacks, and how to call AWS there. */
export interface Target {
  settings: ClientSettings
  region: string
  /** Undefined if unknown. */
  accountId: string | undefined
  /** `aws`, `aws-cn`… */
  partition: string
  /** The context of the deployment, for commands to copy: ` -c stage=prod`. */
  cdkFlags: string
}

/** Time limits, so that an endpoint that accepts connections but does not respond cannot block the tool. */
const PATIENCE = { connectionTimeout: 5_000, requestTimeout: 15_000, throwOnRequestTimeout: true }

export async function targetOf(assembly: Assembly, { endpoint, context }: Options): Promise<Target> {
  const region = assembly.stacks.find(stack => stack.region !== undefined)?.region ?? (await regionOfTheCli())
  return {
    settings: {
      region,
      requestHandler: PATIENCE,
      ...(endpoint !== undefined && { endpoint, ...emulatorCredentials(endpoint) }),
    },
    region,
    accountId: undefined,
    partition: partitionOf(region),
    cdkFlags: Object.entries(context)
      .map(([key, value]) => ` -c ${quoted(`${key}=${value}`)}`)
      .join(''),
  }
}

/** The pseudo parameters that names are made of. */
export function pseudoParameters(
  { accountId, region, partition }: Target,
  stackName?: string,
): PseudoParameters {
  return {
    'AWS::AccountId': accountId,
    'AWS::Region': region,
    'AWS::Partition': partition,
    'AWS::StackName': stackName,
  }
}

/**
 * Resolves the region like the CDK CLI, which, unlike the SDK, also reads `AWS_DEFAULT_REGION` and has a default
 * region.
 */
async function regionOfTheCli(): Promise<string> {
  const { AWS_REGION, AMAZON_REGION, AWS_DEFAULT_REGION, AMAZON_DEFAULT_REGION } = process.env
  const named = AWS_REGION || AMAZON_REGION || AWS_DEFAULT_REGION || AMAZON_DEFAULT_REGION
  return named || (await regionOfTheProfile()) || 'us-east-1'
}

async function regionOfTheProfile(): Promise<string | undefined> {
  try {
    return await new STSClient({}).config.region()
  } catch {
    return undefined
  }
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}

/** Those of the local AWS that this user runs there; other emulators accept any, and some derive the account from them. */
function emulatorCredentials(endpoint: string): Pick<ClientSettings, 'credentials'> {
  if (process.env.AWS_ACCESS_KEY_ID) return {}
  const announced = announcedLocalAws(endpoint)?.credentials
  return { credentials: announced ?? { accessKeyId: 'local', secretAccessKey: 'local' } }
}

/** Quotes text as one word of a POSIX shell. */
function quoted(word: string): string {
  return /^[\w=@.,:/+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
