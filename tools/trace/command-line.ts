import { TARGET_OPTIONS, TARGET_USAGE, type Target, targetOf } from '../clients/target.ts'
import { parseOptions, UsageError } from '../terminal/command-line.ts'

/** What `npm run trace` was asked for. */
export interface Options {
  /** The id of a purchase, a video or a post, or its beginning. */
  id: string
  target: Target
  json: boolean
}

export const USAGE = `Usage: npm run trace -- ID [options]

Shows a purchase, a video or a post hop by hop: each function that handled it, how long its message waited, how long
the function worked, and how it ended. Then what should have followed and has not: where it is, since when, and why.

  ID             the purchaseId, videoId or postId that the API answered, or its first characters, eight at least
${TARGET_USAGE}
  --json         print one JSON document
  --help         show this

Exit status: 0 where all has arrived, 1 where something is not done, 2 for a command line that makes no sense.
`

/** Shorter beginnings fit too many. */
const SHORTEST = 8

/**
 * @returns undefined if only help was asked for
 * @throws UsageError
 */
export function parseCommandLine(args: readonly string[]): Options | undefined {
  const { values, positionals } = parseOptions({
    args: [...args],
    allowPositionals: true,
    options: { ...TARGET_OPTIONS, json: { type: 'boolean' }, help: { type: 'boolean' } },
  })
  if (values.help) return undefined
  const [id, another] = positionals
  if (!id) throw new UsageError('The id of a purchase, a video or a post is missing.')
  if (another !== undefined) throw new UsageError(`One id at a time: leave ${JSON.stringify(another)} out.`)
  if (!/^[0-9a-f-]+$/.test(id) || id.length < SHORTEST) {
    throw new UsageError(
      `An id is of hexadecimal digits and hyphens, and its beginning has ${SHORTEST} at least, not ${JSON.stringify(id)}.`,
    )
  }
  return { id, target: targetOf(values), json: values.json ?? false }
}
