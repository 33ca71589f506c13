import { parseOptions, UsageError } from '../terminal/command-line.ts'

/** The options of `npm run preflight`. */
export interface Options {
  /** The CDK context of the deployment; it overrides that of `cdk.json`. */
  context: Readonly<Record<string, string>>
  /** The endpoint of the local AWS or another emulator, to use instead of AWS. */
  endpoint: string | undefined
  /** An existing cloud assembly to use instead of synthesizing one. */
  assembly: string | undefined
  json: boolean
  help: boolean
}

export const USAGE = `Usage: npm run preflight -- [options]

Checks whether the stacks can be deployed to the account that the environment is signed in to. Makes read calls only.

  -c KEY=VALUE      a context value that you will pass to cdk deploy; repeatable
  --endpoint URL    check a local AWS or an emulator: http://127.0.0.1:<port>
  --assembly DIR    read the cloud assembly (cdk.out) in DIR instead of synthesizing one
  --json            print JSON; with npm run --silent, nothing else
  --help            show this

  ✓  as needed            ✗  the deployment would fail: exit code 1
  !  works, with limits   ?  cannot be checked
`

/** @throws UsageError */
export function parseCommandLine(args: readonly string[]): Options {
  const { context = [], endpoint, assembly, json = false, help = false } = parse(args)
  if (context.length > 0 && assembly !== undefined) {
    throw new UsageError(
      `-c ${context[0]} is for synthesizing, which --assembly skips: leave out one of them.`,
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
  return parseOptions({
    args: [...args],
    options: {
      context: { type: 'string', short: 'c', multiple: true },
      endpoint: { type: 'string' },
      assembly: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  }).values
}

function toEndpoint(text: string): string {
  if (/^https?:\/\/[^/]/.test(text) && URL.canParse(text)) return text
  throw new UsageError(`--endpoint takes a URL, such as http://127.0.0.1:4566, not ${JSON.stringify(text)}.`)
}

/** Only the first `=` separates key and value: the value may contain others. */
function toContextEntry(text: string): [string, string] {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? []
  if (key !== undefined && value !== undefined) return [key, value]
  throw new UsageError(`-c takes KEY=VALUE, such as stage=prod, not ${JSON.stringify(text)}.`)
}
