import { parseOptions } from '../terminal/command-line.ts'

/** What `npm run demo` was asked for. */
export interface Options {
  /** Stay up after the demo, until Ctrl-C. */
  keep: boolean
}

export const USAGE = `Usage: npm run demo -- [options]

Sends purchases, a video, a post and a clickstream through the synthesized stacks on this machine, follows them to the
last mail and count, and prints what should have happened and whether it did.

  --keep         stay up afterwards, until Ctrl-C: for npm run trace, dlq and status in another terminal
  --help         show this

Exit status: 0 where all of it happened, 1 where something did not, 2 for a command line that makes no sense.
`

/**
 * @returns undefined if only help was asked for
 * @throws UsageError
 */
export function parseCommandLine(args: readonly string[]): Options | undefined {
  const { values } = parseOptions({
    args: [...args],
    options: { keep: { type: 'boolean' }, help: { type: 'boolean' } },
  })
  if (values.help) return undefined
  return { keep: values.keep ?? false }
}
