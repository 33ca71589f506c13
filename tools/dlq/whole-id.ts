import type { Findings, Safety } from './commands.ts'
import { idsMeant } from './letter.ts'
import { RefusedError } from './refused-error.ts'
import { ambiguity } from './report.ts'

/** A UUID, as the ids of messages and of all domains are. */
const WHOLE = 36

/**
 * The id that begins so. Of one that is whole no queue is looked at, which saves the messages a receive.
 *
 * @throws RefusedError where none or several begin so: a purchase's first eight characters are those of its minute
 */
export async function wholeId(safety: Safety, beginning: string): Promise<string> {
  if (beginning.length >= WHOLE) return beginning
  const findings = await safety.find(beginning)
  const counts = countsOf(findings, beginning)
  const [only, another] = counts.keys()
  if (another !== undefined) throw new RefusedError(ambiguity(beginning, counts))
  if (only === undefined) throw new RefusedError(noneShown(beginning, findings))
  return only
}

/** Why nothing was found may be that SQS does not show it. */
export function noneShown(id: string, { hidden }: Findings): string {
  const none = `No queue shows a message of ${id}.`
  if (hidden === 0) return none
  return (
    `${none} ${hidden} are hidden: behind the first ten of their group, which redrive and drop reach by a whole id, or ` +
    'received by somebody else just now.'
  )
}

/** The whole ids that begin so, of all messages that were found. */
export function wholeIds(findings: Findings, beginning: string): string[] {
  return [...countsOf(findings, beginning).keys()]
}

function countsOf({ found, inferred }: Findings, beginning: string): Map<string, number> {
  const ids = [
    ...found.flatMap(({ letter }) => idsMeant(letter, beginning)),
    ...inferred.flatMap(({ correlationId }) => correlationId ?? []),
  ]
  return new Map([...Map.groupBy(ids, id => id)].map(([id, same]) => [id, same.length]))
}
