import { TARGET_OPTIONS, TARGET_USAGE, type Target, targetOf } from '../clients/target.ts'
import { parseOptions, UsageError, wholeNumber } from '../terminal/command-line.ts'

/** Which letters: one by an id, or all of a queue. */
export type Selection = { id: string } | { queue: string }

/** What `npm run dlq` was asked for. */
export type Command = { target: Target; json: boolean } & (
  | { kind: 'queues' }
  | { kind: 'list'; queue: string }
  | { kind: 'find' | 'show'; id: string }
  | { kind: 'redrive'; selection: Selection; rate: number | undefined }
  | { kind: 'drop'; selection: Selection; into: string | undefined; yes: boolean }
)

/** A command of one kind. */
export type CommandOf<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>

export const USAGE = `Usage: npm run dlq                                 all queues of what went wrong: how many messages, how old
       npm run dlq -- list QUEUE                  the messages of one, with reason and attempts
       npm run dlq -- find ID                     which queues hold messages of a purchase, video or post
       npm run dlq -- show ID                     those messages, body and all, and the trail of what they are about
       npm run dlq -- redrive ID | --queue QUEUE  sends them back to the queue that they belong into
       npm run dlq -- drop ID | --queue QUEUE     deletes them, after a copy into a file

  QUEUE          a function, such as shop-shipping, for its dead-letter queue; or the name of a queue, or its end
  ID             a purchaseId, videoId, postId or message id, or its first characters, eight at least; redrive and drop
                 refuse characters that several ids begin with
  --rate N       redrive --queue: so many messages a second, 1 to 500
  --into FILE    drop: a new file for the copy; without it, dropped-<time>.jsonl in this directory
  --yes          drop: do not ask
${TARGET_USAGE}
  --json         print one JSON document
  --help         show this

SQS shows a queue by receiving: looking raises the receive count of all that it looks at by one, and hides it from
others meanwhile. If the command is killed, for a minute, and ten more for each 6,000 messages. No message is lost.

SQS shows the first ten of a group of a FIFO queue. list, find and show infer the others from the trail, and mark them.
redrive ID and drop ID reach them: they send those before it to the end of the group, which keeps its order; their
receive counts and their time in the queue begin anew.

Exit status: 0 where it did what was asked, 1 where there was nothing to do or something failed, 2 for a command line
that makes no sense.
`

const SHORTEST_ID = 8
const HIGHEST_RATE = 500

/**
 * @returns undefined if only help was asked for
 * @throws UsageError
 */
export function parseCommandLine(args: readonly string[]): Command | undefined {
  const { values, positionals } = parseOptions({
    args: [...args],
    allowPositionals: true,
    options: {
      ...TARGET_OPTIONS,
      queue: { type: 'string' },
      rate: { type: 'string' },
      into: { type: 'string' },
      yes: { type: 'boolean' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) return undefined
  const [verb, argument, another] = positionals
  if (another !== undefined) throw new UsageError(`One at a time: leave ${JSON.stringify(another)} out.`)
  refuseForeign(verb, values)
  const common = { target: targetOf(values), json: values.json ?? false }
  switch (verb) {
    case undefined:
      return { ...common, kind: 'queues' }
    case 'list':
      if (argument === undefined) throw new UsageError('list takes a queue, such as shop-shipping.')
      return { ...common, kind: verb, queue: argument }
    case 'find':
    case 'show':
      return { ...common, kind: verb, id: idOf(verb, argument) }
    case 'redrive': {
      const selection = selectionOf(verb, argument, values.queue)
      const rate = values.rate === undefined ? undefined : wholeNumber('--rate', values.rate, 1, HIGHEST_RATE)
      return { ...common, kind: verb, selection, rate }
    }
    case 'drop': {
      const selection = selectionOf(verb, argument, values.queue)
      return { ...common, kind: verb, selection, into: values.into, yes: values.yes ?? false }
    }
    default:
      throw new UsageError(`dlq takes list, find, show, redrive or drop, not ${JSON.stringify(verb)}.`)
  }
}

/** Options that another verb takes: ignored, they would promise what is not done. */
function refuseForeign(verb: string | undefined, values: Readonly<Record<string, unknown>>): void {
  const takenBy: Readonly<Record<string, readonly string[]>> = {
    queue: ['redrive', 'drop'],
    rate: ['redrive'],
    into: ['drop'],
    yes: ['drop'],
  }
  for (const [option, verbs] of Object.entries(takenBy)) {
    if (values[option] === undefined || verbs.includes(verb ?? '')) continue
    throw new UsageError(`--${option} is for ${verbs.join(' and ')}.`)
  }
}

function selectionOf(verb: string, id: string | undefined, queue: string | undefined): Selection {
  if (queue === undefined) return { id: idOf(verb, id) }
  if (id !== undefined) throw new UsageError(`${verb} takes an id or --queue, not both.`)
  return { queue }
}

function idOf(verb: string, id: string | undefined): string {
  if (id !== undefined && /^[0-9a-f-]+$/.test(id) && id.length >= SHORTEST_ID) return id
  throw new UsageError(
    `${verb} takes an id, of hexadecimal digits and hyphens, or its first characters, ${SHORTEST_ID} at least` +
      `${id === undefined ? '.' : `, not ${JSON.stringify(id)}.`}`,
  )
}
