import { parseOptions, stageName, svgFileName, UsageError, wholeNumber } from '../terminal/command-line.ts'

/** The options of `npm run burst`. */
export interface Options {
  /** How many uploads to send at once. */
  videos: number
  /** The stacks' stage; local stacks have the stage `dev`. */
  stage: string
  /** Whether to use the stacks of the account that the environment is signed in to, instead of a local AWS. */
  account: boolean
  /** How many videos the local stacks encode at a time, in each shape. */
  encoders: number
  /** How many uploads are in progress at a time. */
  connections: number
  /** The time limit. */
  minutes: number
  /** The file for the drawing. */
  out: string
  help: boolean
}

export const USAGE = `Usage: npm run burst -- [options]

Sends a video site 10 uploads a minute, then many at once. Compares two shapes: one where each upload waits for the encoder,
and one with a queue between them. Prints and draws the outcome of every upload.

  --videos N        uploads in the burst: 1 to 100000, 1000 by default
  --encoders N      videos encoded at a time, in each shape: 2 to 100, 2 by default
  --connections N   concurrent uploads: 1 to 5000, 500 by default
  --minutes N       time limit: 1 to 720, 30 by default
  --out FILE        the drawing: burst.svg by default
  --account         use the stacks of the account that the environment is signed in to; their stage needs the
                    settings "experiments": true and "encoderConcurrency": N"
  --stage STAGE     with --account, the stacks' stage: dev by default
  --help            show this
`

/** @throws UsageError */
export function parseCommandLine(args: readonly string[]): Options {
  const { videos, encoders, connections, minutes, out, stage, account, help } = parse(args)
  if (account && encoders !== undefined) {
    throw new UsageError(
      `--encoders ${encoders} is for local stacks: the number of an account's stacks is set when they are deployed ` +
        `("encoderConcurrency": ${encoders} in the settings of their stage).`,
    )
  }
  if (!account && stage !== undefined) {
    throw new UsageError(`--stage ${stage} is for the stacks of an account: add --account.`)
  }
  return {
    videos: wholeNumber('--videos', videos, 1, 100_000),
    // Lambda's minimum for the maximum concurrency of an event source is 2.
    encoders: wholeNumber('--encoders', encoders ?? '2', 2, 100),
    connections: wholeNumber('--connections', connections, 1, 5_000),
    minutes: wholeNumber('--minutes', minutes, 1, 720),
    out: svgFileName('--out', out, 'burst.svg'),
    stage: stageName(stage),
    account,
    help,
  }
}

function parse(args: readonly string[]) {
  return parseOptions({
    args: [...args],
    options: {
      videos: { type: 'string', default: '1000' },
      encoders: { type: 'string' },
      connections: { type: 'string', default: '500' },
      minutes: { type: 'string', default: '30' },
      out: { type: 'string', default: 'burst.svg' },
      stage: { type: 'string' },
      account: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  }).values
}
