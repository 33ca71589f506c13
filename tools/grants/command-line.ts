import { localConnection } from '../clients/connection.ts'
import { runningLocalAws } from '../clients/running-local-aws.ts'
import { type Target, targetOf } from '../clients/target.ts'
import { parseOptions, UsageError } from '../terminal/command-line.ts'

/** What `npm run grants` was asked for. */
export interface Options {
  /** The local AWS to report on; undefined to start one and to use its grants. */
  readonly target: Target | undefined
  readonly json: boolean
  /** Whether explicit denials are findings. */
  readonly explicit: boolean
  /** Whether the report lists each grant. */
  readonly verbose: boolean
}

export const USAGE = `Usage: npm run grants -- [options]

Reports what the policies of a stage lack, and what they have and nothing needs: requests that no policy allowed, and
statements, actions and resources that no request used. It reports on the local AWS that runs, after whatever you did
with it. If none runs, it starts one, and uses every grant that a run can use.

  --local URL    report on the local AWS at this address
  --run          start one of its own, even while another runs: with all settings that add grants
  --stage STAGE  the stacks' stage: dev by default
  --all          also report requests that a statement with Deny refuses, as during a game day
  --verbose      list one by one what a running local AWS has not used so far, and what is not used for a reason
  --json         print one JSON document: { missing, unargued, argued, needless, statements, complete, failures }
  --help         show this

Exit status: 0 where nothing is missing or needless, 1 where something is, 2 for a command line that makes no sense.
`

/**
 * @param running the addresses of the local AWSs that run here
 * @returns undefined if only help was asked for
 * @throws UsageError
 */
export function parseCommandLine(args: readonly string[], running = runningLocalAws): Options | undefined {
  const { values } = parseOptions({
    args: [...args],
    options: {
      local: { type: 'string' },
      run: { type: 'boolean' },
      stage: { type: 'string' },
      all: { type: 'boolean' },
      verbose: { type: 'boolean' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) return undefined
  const { run = false, local, stage, all = false, json = false, verbose = false } = values
  if (run && (local !== undefined || stage !== undefined)) {
    throw new UsageError('--run starts a local AWS with the stage dev: leave out --local and --stage.')
  }
  const endpoints = running()
  if (!run && local === undefined && endpoints.length > 1) {
    throw new UsageError(
      `${endpoints.length} local AWSs run here: ${endpoints.join(', ')}. Choose one by --local, or start another by --run.`,
    )
  }
  const starts = run || (local === undefined && endpoints.length === 0)
  if (starts && stage !== undefined) {
    throw new UsageError('No local AWS runs here with the stage: start it by npm start -- -c stage=….')
  }
  // Only the local AWS tells which grants are in use, so that the variables of the environment do not count.
  return {
    target: starts ? undefined : targetOf({ local, stage }, {}, () => endpoints),
    json,
    explicit: all,
    verbose,
  }
}

/** The local AWS that `npm run grants` started. */
export function ownTarget(endpoint: string): Target {
  return { connection: localConnection(endpoint), stage: 'dev', place: `the local AWS at ${endpoint}` }
}
