import { parseOptions, stageName, UsageError } from '../terminal/command-line.ts'

/** The options of `npm run trace`. */
export interface Options {
  /** The id of a purchase, a video or a post. */
  correlationId: string
  stage: string
  /** The address of a local AWS; undefined for the account that the environment is signed in to. */
  local: string | undefined
}

export const USAGE = `Usage: npm run trace -- ID [options]

Shows a purchase, a video or a post hop by hop: each function that handled it, how long its message waited, how long
the function worked, and how it ended. Reads CloudWatch Logs.

  ID             the purchaseId, videoId or postId that the API answered
  --local URL    read the local AWS at this address, as npm start prints it; without it, the account that the
                 environment is signed in to
  --stage STAGE  the stacks' stage: dev by default
  --help         show this
`

/**
 * @returns undefined for `--help`
 * @throws UsageError
 */
export function parseCommandLine(args: readonly string[]): Options | undefined {
  const { values, positionals } = parseOptions({
    args: [...args],
    allowPositionals: true,
    options: {
      stage: { type: 'string' },
      local: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) return undefined
  const [correlationId, another] = positionals
  if (!correlationId) throw new UsageError('Name the id of a purchase, a video or a post.')
  if (another !== undefined)
    throw new UsageError(`Name one id at a time: leave out ${JSON.stringify(another)}.`)
  return { correlationId, stage: stageName(values.stage), local: values.local }
}
