import { parseArgs } from 'node:util'

/** What `npm run preflight` was asked for. */
export interface Options {
  /** CDK context, over that of `cdk.json`: what the deployment will be given. */
  context: Readonly<Record<string, string>>
  /** Asked instead of AWS: the local AWS, or any emulator. */
  endpoint: string | undefined
  /** A cloud assembly that is there already, instead of synthesizing one. */
  assembly: string | undefined
  json: boolean
  help: boolean
}

export const USAGE = `Usage: npm run preflight -- [options]

Tells what the account that the environment is signed in to lacks for a deployment of the stacks. Makes read calls only.

  -c KEY=VALUE      the context that you will give to cdk deploy; any number of times
  --endpoint URL    ask a local AWS or an emulator: http://127.0.0.1:<port>
  --assembly DIR    check the cloud assembly (cdk.out) in DIR instead of synthesizing one
  --json            print JSON; with npm run --silent, nothing else
  --help            show this

  ✓  as needed            ✗  the deployment would fail: exit code 1
  !  works, with limits   ?  cannot be seen
`

/** A command line that makes no sense; the message says why, and what does. */
export class UsageError extends Error {
  override readonly name = 'UsageError'

  constructor(reason: string) {
    super(`${reason}\n\n${USAGE}`)
  }
}

/** @throws UsageError */
export function parseCommandLine(args: readonly string[]): Options {
  const { context = [], endpoint, assembly, json = false, help = false } = parse(args)
  if (context.length > 0 && assembly !== undefined) {
    throw new UsageError(
      `-c ${context[0]} is for synthesizing, which --assembly does without: leave one out.`,
    )
  }
  return {
    context: Object.fromEntries(context.map(toContextEntry)),
    endpoint: endpoint === undefined ? undefined : toEndpoint(endpoint),
    assembly,
    json,
    help,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        context: { type: 'string', short: 'c', multiple: true },
        endpoint: { type: 'string' },
        assembly: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values
  } catch (cause) {
    throw new UsageError((cause as Error).message)
  }
}

function toEndpoint(text: string): string {
  if (/^https?:\/\/[^/]/.test(text) && URL.canParse(text)) return text
  throw new UsageError(`--endpoint takes a URL, such as http://127.0.0.1:4566, not ${JSON.stringify(text)}.`)
}

/** A value may contain `=` itself: only the first separates it from its key. */
function toContextEntry(text: string): [string, string] {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? []
  if (key !== undefined && value !== undefined) return [key, value]
  throw new UsageError(`-c takes KEY=VALUE, such as stage=prod, not ${JSON.stringify(text)}.`)
}
