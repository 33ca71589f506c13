import { parseOptions, stageName, UsageError } from '../terminal/command-line.ts'

/** What `npm run trace` was asked for. */
export interface Options {
  /** The id of a purchase, a video or a post. */
  correlationId: string
  stage: string
  /** The address of a local AWS; without one, the account of the environment is read. */
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
 * @returns undefined if only help was asked for
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
  if (!correlationId) throw new UsageError('The id of a purchase, a video or a post is missing.')
  if (another !== undefined) throw new UsageError(`One id at a time: leave ${JSON.stringify(another)} out.`)
  return { correlationId, stage: stageName(values.stage), local: values.local }
}
