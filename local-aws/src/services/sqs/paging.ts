import { invalidParameter, invalidValue } from './errors.ts'

const LONGEST_PAGE = 1000

/**
 * One page of `names`, in their order. "You must set MaxResults to receive a value for NextToken"; without it
 * the list ends after 1,000.
 *
 * @throws InvalidParameterValue for a token that no page gave out, or a page size out of range
 */
export function pageOf(
  names: readonly string[],
  { MaxResults, NextToken }: { MaxResults?: number; NextToken?: string },
): { items: readonly string[]; nextToken: string | undefined } {
  if (
    MaxResults !== undefined &&
    (!Number.isInteger(MaxResults) || MaxResults < 1 || MaxResults > LONGEST_PAGE)
  ) {
    throw invalidValue(
      'MaxResults',
      MaxResults,
      `MaxResults must be an integer between 1 and ${LONGEST_PAGE}`,
    )
  }
  const sorted = [...names].sort()
  const after = NextToken === undefined ? undefined : readToken(NextToken)
  const rest = after === undefined ? sorted : sorted.filter(name => name > after)
  const items = rest.slice(0, MaxResults ?? LONGEST_PAGE)
  const more = MaxResults !== undefined && items.length < rest.length
  return { items, nextToken: more ? writeToken(items.at(-1) as string) : undefined }
}

/** Tokens name the last item of the page before: queues that come and go in between move no page border. */
function writeToken(last: string): string {
  return Buffer.from(`after:${last}`).toString('base64url')
}

function readToken(token: string): string {
  const [kind, last] = Buffer.from(token, 'base64url').toString().split(':', 2)
  if (kind !== 'after' || last === undefined) {
    throw invalidParameter(`Invalid or expired next token: ${token}. Start again without one.`)
  }
  return last
}
