import { runningLocalAws } from '../clients/running-local-aws.ts'
import { TARGET_OPTIONS, TARGET_USAGE, type Target, targetOf } from '../clients/target.ts'
import { parseOptions, wholeNumber } from '../terminal/command-line.ts'

/** What `npm run verify` was asked for. */
export interface Options {
  /** Undefined: a local AWS is started for it. */
  target: Target | undefined
  json: boolean
  /** How long to wait for the end of each journey. */
  withinMs: number
}

const WITHIN_SECONDS = 180

export const USAGE = `Usage: npm run verify -- [options]

Sends one of everything through the stacks of a stage, as clients do, and says what arrived: a purchase that ships, one
that no carrier delivers, a request that is repeated, a video, a post with a subscriber who leaves, events of a visit;
and whether dead-letter queues hold more than before. What does not arrive is looked for: the line says where it is
and why. Without options, and where no local AWS runs, it starts one with the stacks of this checkout.

It may run on a stage with traffic. All it sends has the customer, author or product verify-<8 hex digits>. It changes
nothing else; where something is missing, it looks into dead-letter queues, which raises receive counts. Mails go to
SES's mailbox simulator, which accounts in the sandbox may use, too. A run costs less than 0.01 USD on an account. What
stays: two purchases and a video, as long as the stage keeps them, and their figures.

${TARGET_USAGE}
  --within N     wait for the end of each journey for N seconds, 1 to 3600: ${WITHIN_SECONDS} by default
  --json         print one JSON document
  --help         show this

Exit status: 0 where everything arrived, 1 where something did not, 2 for a command line that makes no sense.
`

/**
 * @param running the addresses of the local AWSs that run here
 * @returns undefined if only help was asked for
 * @throws UsageError
 */
export function parseCommandLine(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
  running = runningLocalAws,
): Options | undefined {
  const { values } = parseOptions({
    args: [...args],
    options: {
      ...TARGET_OPTIONS,
      within: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) return undefined
  const { within, json = false, local, account, stage } = values
  const isNamed = local !== undefined || account === true || stage !== undefined
  const startsOwn = !isNamed && !environment.AWS_ENDPOINT_URL && running().length === 0
  return {
    target: startsOwn ? undefined : targetOf(values, environment, running),
    json,
    withinMs: 1_000 * (within === undefined ? WITHIN_SECONDS : wholeNumber('--within', within, 1, 3600)),
  }
}
