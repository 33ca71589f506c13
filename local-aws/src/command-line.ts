import { parseArgs } from 'node:util'

/** What the command was asked for. */
export interface Options {
  /** 0: any that is free. */
  port: number
  /** The command that synthesizes, instead of the one in `cdk.json`. */
  app: string | undefined
  /** No stack: the services alone. */
  empty: boolean
  /** So many seconds pass in one. */
  timeScale: number
  /** A cloud assembly that is there already, instead of synthesizing one. */
  assembly: string | undefined
  /** CDK context, over that of `cdk.json`. */
  context: Readonly<Record<string, string>>
  /** Nothing is printed once it is ready. */
  quiet: boolean
  /** A module that says what to print of what functions log. */
  logLines: string | undefined
  help: boolean
}

export const USAGE = `Usage: npx --no-install local-aws [options]

Runs the stacks of a CDK app on a local AWS, on 127.0.0.1 alone, until Ctrl-C. Without --app, --assembly and
--empty it synthesizes the app of the cdk.json in the current directory.

  --app COMMAND     synthesize with COMMAND, as with cdk --app: --app 'node bin/app.ts'
  --assembly DIR    run the cloud assembly (cdk.out) in DIR instead of synthesizing one
  --empty           no stack: an empty account for any AWS client
  -c KEY=VALUE      synthesize with this context, as with cdk deploy; any number of times
  --port N          listen on port N; without it, on any that is free
  --time-scale N    let N seconds pass in one: 60 makes a minute a second
  --quiet           print nothing once it is ready; without it, a line a request, delivery, failure and alarm
  --log-lines FILE  print what the default export of this module returns for a JSON object that a function logs:
                    { text, level: 'info' | 'warn' | 'error' }, or undefined
  --help            show this
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
  const {
    port,
    'time-scale': timeScale,
    app,
    assembly,
    context = [],
    empty = false,
    quiet = false,
    'log-lines': logLines,
    help = false,
  } = parse(args)
  checkSource({ app, assembly, empty })
  if (app?.trim() === '') {
    throw new UsageError('--app takes the command that synthesizes, such as \'node bin/app.ts\', not "".')
  }
  if (context.length > 0 && (empty || assembly !== undefined)) {
    throw new UsageError(
      `-c ${context[0]} is for synthesizing, which --empty and --assembly do without: leave it out, or them.`,
    )
  }
  return {
    port: toPort(port),
    app,
    empty,
    timeScale: toTimeScale(timeScale),
    assembly,
    context: Object.fromEntries(context.map(toContextEntry)),
    quiet,
    logLines,
    help,
  }
}

/** @throws UsageError where more than one says which stacks to run */
function checkSource({ app, assembly, empty }: Pick<Options, 'app' | 'assembly' | 'empty'>): void {
  if (empty && assembly !== undefined) {
    throw new UsageError(
      '--empty and --assembly exclude each other: the one runs no stack, the other runs one.',
    )
  }
  if (empty && app !== undefined) {
    throw new UsageError(
      '--empty and --app exclude each other: the one runs no stack, the other synthesizes some.',
    )
  }
  if (app !== undefined && assembly !== undefined) {
    throw new UsageError(
      '--app and --assembly exclude each other: the one synthesizes an assembly, the other runs one that is there.',
    )
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        app: { type: 'string' },
        port: { type: 'string' },
        empty: { type: 'boolean' },
        'time-scale': { type: 'string' },
        assembly: { type: 'string' },
        context: { type: 'string', short: 'c', multiple: true },
        quiet: { type: 'boolean' },
        'log-lines': { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values
  } catch (cause) {
    throw new UsageError((cause as Error).message)
  }
}

function toPort(text = '0'): number {
  if (/^\d+$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new UsageError(`--port takes a number from 0 to 65535, not ${JSON.stringify(text)}.`)
}

function toTimeScale(text = '1'): number {
  const factor = Number(text)
  if (factor > 0 && Number.isFinite(factor)) return factor
  throw new UsageError(`--time-scale takes a number above 0, not ${JSON.stringify(text)}.`)
}

/** A value may contain `=` itself: only the first parts it from its key. */
function toContextEntry(text: string): [string, string] {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? []
  if (key !== undefined && value !== undefined) return [key, value]
  throw new UsageError(`-c takes KEY=VALUE, such as experiments=true, not ${JSON.stringify(text)}.`)
}
