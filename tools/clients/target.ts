import { stageName, UsageError } from '../terminal/command-line.ts'
import { type Connection, localConnection } from './connection.ts'
import { runningLocalAws } from './running-local-aws.ts'

/** The options by which tools are told where the stacks are, for `parseOptions`. */
export const TARGET_OPTIONS = {
  local: { type: 'string' },
  account: { type: 'boolean' },
  stage: { type: 'string' },
} as const

/** What the tools print about {@link TARGET_OPTIONS}. */
export const TARGET_USAGE = `  --local URL    the local AWS at this address. Without it: the one that runs, if one does; else the account that the
                 environment is signed in to (AWS_PROFILE, AWS_REGION)
  --account      the account, even while a local AWS runs
  --stage STAGE  the stacks' stage: dev by default`

/** The stacks that a tool looks at. */
export interface Target {
  readonly connection: Connection
  readonly stage: string
  /** For people: `the local AWS at http://127.0.0.1:4566`. */
  readonly place: string
}

interface Values {
  local?: string
  account?: boolean
  stage?: string
}

/**
 * Where to find the stacks: as the options say, or the local AWS that runs, or the account.
 *
 * @param running the addresses of the local AWSs that run here
 * @throws UsageError for options that exclude each other, and where several local AWSs run and none is named
 */
export function targetOf(
  { local, account = false, stage }: Values,
  environment: NodeJS.ProcessEnv = process.env,
  running = runningLocalAws,
): Target {
  const at = stageName(stage)
  if (local !== undefined) {
    if (account) throw new UsageError('--local and --account exclude each other: leave one out.')
    return localTarget(local, at)
  }
  // The SDK reads the variable itself, with its credentials and region.
  const named = environment.AWS_ENDPOINT_URL
  if (named && !account) return { connection: {}, stage: at, place: named }
  const endpoints = account ? [] : running()
  const [only, another] = endpoints
  if (another !== undefined) {
    throw new UsageError(
      `${endpoints.length} local AWSs run here: ${endpoints.join(', ')}. Choose one by --local, or the account by --account.`,
    )
  }
  if (only !== undefined) return localTarget(only, at)
  return { connection: {}, stage: at, place: 'the account of the environment' }
}

function localTarget(endpoint: string, stage: string): Target {
  if (!/^http:\/\/(127\.0\.0\.1|localhost|\[::1\]):\d+\/?$/.test(endpoint)) {
    throw new UsageError(
      `--local takes the address that npm start prints, such as http://127.0.0.1:4566, not ${JSON.stringify(endpoint)}.`,
    )
  }
  return { connection: localConnection(endpoint), stage, place: `the local AWS at ${endpoint}` }
}
