import { parseArgs } from 'node:util'

/** What `npm run burst` was asked for. */
export interface Options {
  /** How many uploads come at once. */
  videos: number
  /** The stacks' stage; local ones are those of `dev`. */
  stage: string
  /** The stacks of the account that the environment is signed in to, instead of a local AWS. */
  account: boolean
  /** How many videos the local stacks encode at a time, in either shape. */
  encoders: number
  /** How many uploads are under way at a time. */
  connections: number
  /** When it is given up. */
  minutes: number
  /** Where the drawing goes. */
  out: string
  help: boolean
}

export const USAGE = `Usage: npm run burst -- [options]

Sends a video site 10 uploads a minute, then many at once: where the upload waits for the encoder, and where a
queue is between them. Prints and draws what became of them.

  --videos N        how many uploads come at once: 1 to 100000, 1000 by default
  --encoders N      how many videos are encoded at a time, in either shape: 2 to 100, 2 by default
  --connections N   how many uploads are under way at a time: 1 to 5000, 500 by default
  --minutes N       give up after so many: 1 to 720, 30 by default
  --out FILE        where the drawing goes: burst.svg by default
  --account         use the stacks of the account that the environment is signed in to; they are deployed with
                    "experiments": true and "encoderConcurrency": N among the settings of their stage
  --stage STAGE     with --account, the stacks' stage: dev by default
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
  const { videos, encoders, connections, minutes, out, stage, account = false, help = false } = parse(args)
  if (account && encoders !== undefined) {
    throw new UsageError(
      `--encoders ${encoders} is for local stacks: those of an account have the number that they were deployed with ` +
        `("encoderConcurrency": ${encoders} among the settings of their stage).`,
    )
  }
  if (!account && stage !== undefined) {
    throw new UsageError(`--stage ${stage} is for the stacks of an account: give --account, too.`)
  }
  return {
    videos: toCount('--videos', videos, { least: 1, most: 100_000, byDefault: 1_000 }),
    // The least that Lambda takes as the maximum concurrency of an event source.
    encoders: toCount('--encoders', encoders, { least: 2, most: 100, byDefault: 2 }),
    connections: toCount('--connections', connections, { least: 1, most: 5_000, byDefault: 500 }),
    minutes: toCount('--minutes', minutes, { least: 1, most: 720, byDefault: 30 }),
    out: toFileName(out),
    stage: toStage(stage),
    account,
    help,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        videos: { type: 'string' },
        encoders: { type: 'string' },
        connections: { type: 'string' },
        minutes: { type: 'string' },
        out: { type: 'string' },
        stage: { type: 'string' },
        account: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values
  } catch (cause) {
    throw new UsageError((cause as Error).message)
  }
}

interface Range {
  least: number
  most: number
  byDefault: number
}

function toCount(option: string, text: string | undefined, { least, most, byDefault }: Range): number {
  if (text === undefined) return byDefault
  const count = Number(text)
  if (/^\d+$/.test(text) && count >= least && count <= most) return count
  throw new UsageError(
    `${option} takes a whole number from ${least} to ${most}, not ${JSON.stringify(text)}.`,
  )
}

function toFileName(text = 'burst.svg'): string {
  if (text.endsWith('.svg')) return text
  throw new UsageError(`--out takes the name of an SVG file, such as burst.svg, not ${JSON.stringify(text)}.`)
}

function toStage(text = 'dev'): string {
  if (/^[a-z][a-z0-9]{0,11}$/.test(text)) return text
  throw new UsageError(
    `--stage takes 1 to 12 lower-case letters and digits, the first a letter, not ${JSON.stringify(text)}.`,
  )
}
