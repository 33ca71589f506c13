import { TARGET_OPTIONS, TARGET_USAGE, type Target, targetOf } from '../clients/target.ts'
import { parseOptions, UsageError } from '../terminal/command-line.ts'
import { Person } from './person.ts'

/** What `npm run forget` was asked for. */
export interface Command {
  readonly target: Target
  readonly person: Person
  readonly dryRun: boolean
  readonly yes: boolean
  readonly anyway: boolean
}

export const USAGE = `Usage: npm run forget -- WHO… [options]      deletes what the stage holds of a person, or makes it nobody's
       npm run forget -- WHO… --dry-run      says what is held where, and changes nothing

  WHO            a customer's id, or an e-mail address; several where they are one person, since the shop keeps no list of
                 who has which address. With -, they are read from the standard input, one a line: npm and the shell
                 write a command line down
  --dry-run      count what is held; SQS shows a queue by receiving, which raises the receive counts of its messages
  --yes          do not ask
  --anyway       also while purchases or videos are on their way: what waits in a queue ends there, and nobody is told;
                 not while the read model of purchases is being rebuilt
${TARGET_USAGE}
  --help         show this

It prints counts, never what is held, and names the person by a hash. It can be interrupted and repeated. Run it again
after a quarter of an hour: what was on its way to the lake is there then, and messages that were being worked on have
ended. What remains, until when, and what comes back is in its last table and in docs/personal-data.md.

Exit status: 0 where all was looked at and nothing is left, 1 where something is left, or may be among messages that
could not be looked at, or it failed, 2 for a command line that makes no sense. A dry run ends with 0.
`

/**
 * @param standardInput reads all of it
 * @returns undefined if only help was asked for
 * @throws UsageError
 */
export function parseCommandLine(args: readonly string[], standardInput: () => string): Command | undefined {
  const { values, positionals } = parseOptions({
    args: [...args],
    allowPositionals: true,
    options: {
      ...TARGET_OPTIONS,
      'dry-run': { type: 'boolean' },
      yes: { type: 'boolean' },
      anyway: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) return undefined
  const who = positionals.flatMap(each =>
    each === '-' ? standardInput().split(/\s+/).filter(Boolean) : [each],
  )
  if (who.length === 0) throw new UsageError('forget takes the id of a customer, or an e-mail address.')
  return {
    person: new Person(who),
    target: targetOf(values),
    dryRun: values['dry-run'] ?? false,
    yes: values.yes ?? false,
    anyway: values.anyway ?? false,
  }
}
