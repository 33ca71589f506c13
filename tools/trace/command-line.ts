import { TARGET_OPTIONS, TARGET_USAGE, type Target, targetOf } from '../clients/target.ts'
import { parseOptions, UsageError } from '../terminal/command-line.ts'
import { TIME_USAGE, timeOption } from '../terminal/time-option.ts'

/** What `npm run trace` was asked for. */
export type Options = { target: Target; json: boolean } & (TraceOptions | CustomerOptions | SessionOptions)

/** One purchase, video or post. */
export interface TraceOptions {
  kind: 'trace'
  /** Its id, or the beginning of it. */
  id: string
  /** Undefined: from when the id was made. */
  since: Date | undefined
  follow: boolean
  /** The file for the page; undefined where none is wanted. */
  html: string | undefined
}

/** The purchases of a customer. */
export interface CustomerOptions {
  kind: 'customer'
  customerId: string
  since: Date
}

/** The events of a visit. */
export interface SessionOptions {
  kind: 'session'
  sessionId: string
  since: Date
}

export const USAGE = `Usage: npm run trace -- ID [options]
       npm run trace -- --customer ID | --session ID [options]

Shows a purchase, a video or a post hop by hop: each function that handled it, how long its message waited, how long
the function worked, and how it ended. Then what should have followed and has not: where it is, since when, and why.

  ID             the purchaseId, videoId or postId that the API answered, or its first characters, eight at least;
                 or a trace that it belongs to: the trace's id, a traceparent, or an id of X-Ray
  --follow       show it live, until all has arrived or Ctrl-C
  --html FILE    also write a page with the times of all hops on one axis
  --customer ID  list the customer's purchases and what became of each, newest first
  --session ID   list the events of a visit to the shop, and whether each is counted in the trends
  --since TIME   look only at what came later: ${TIME_USAGE}. Without it, a purchase, a video or
                 a post is followed from its beginning, a customer for a day, a session for an hour
${TARGET_USAGE}
  --json         print one JSON document
  --help         show this

Messages that are missing are looked for in dead-letter queues, by receiving up to ten of them: this raises their receive
counts by one.

Exit status: 0 where all has arrived, 1 where something is not done or nothing is found, 2 for a command line that makes no sense.
`

/** Shorter beginnings fit too many. */
const SHORTEST = 8
const HOUR_MS = 3_600_000
const CUSTOMER_MS = 24 * HOUR_MS
const SESSION_MS = HOUR_MS

/** What the shop takes as the id of a customer, and of a session. */
const NAME = /^[A-Za-z0-9._:-]{1,128}$/

/**
 * @param now in ms since the epoch
 * @returns undefined if only help was asked for
 * @throws UsageError
 */
export function parseCommandLine(args: readonly string[], now: number): Options | undefined {
  const { values, positionals } = parseOptions({
    args: [...args],
    allowPositionals: true,
    options: {
      ...TARGET_OPTIONS,
      customer: { type: 'string' },
      session: { type: 'string' },
      since: { type: 'string' },
      follow: { type: 'boolean' },
      html: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  const { customer, session, follow = false, html, json = false } = values
  if (values.help) return undefined
  const since = values.since === undefined ? undefined : timeOption('--since', values.since, now)
  const asked = askedFor(positionals, { customer, session })
  if (asked.kind !== 'trace') {
    if (follow || html !== undefined) {
      throw new UsageError(
        `--follow and --html take the id of a purchase, a video or a post, not --${asked.kind}.`,
      )
    }
    return { ...asked.option, since: since ?? new Date(now - asked.backMs), json, target: targetOf(values) }
  }
  if (follow && (json || html !== undefined)) {
    throw new UsageError(
      '--follow goes with neither --json nor --html: leave it out, or run the command again later.',
    )
  }
  return { kind: 'trace', id: asked.id, since, follow, html: fileName(html), json, target: targetOf(values) }
}

type Asked =
  | { kind: 'trace'; id: string }
  | { kind: 'customer'; option: Omit<CustomerOptions, 'since'>; backMs: number }
  | { kind: 'session'; option: Omit<SessionOptions, 'since'>; backMs: number }

function askedFor(
  positionals: readonly string[],
  { customer, session }: { customer: string | undefined; session: string | undefined },
): Asked {
  const ids = [...positionals, ...[customer, session].flatMap(name => name ?? [])]
  const [id, another] = ids
  if (id === undefined) throw new UsageError('The id of a purchase, a video or a post is missing.')
  if (another !== undefined) throw new UsageError(`One id at a time: leave ${JSON.stringify(another)} out.`)
  if (customer !== undefined) {
    const option = { kind: 'customer', customerId: named('--customer', customer) } as const
    return { kind: 'customer', option, backMs: CUSTOMER_MS }
  }
  if (session !== undefined) {
    const option = { kind: 'session', sessionId: named('--session', session) } as const
    return { kind: 'session', option, backMs: SESSION_MS }
  }
  return { kind: 'trace', id: beginningOfId(id) }
}

function beginningOfId(id: string): string {
  if (/^[0-9a-f-]+$/.test(id) && id.length >= SHORTEST) return id
  throw new UsageError(
    `An id is of hexadecimal digits and hyphens, and its beginning has ${SHORTEST} at least, not ${JSON.stringify(id)}.`,
  )
}

function named(option: string, id: string): string {
  if (NAME.test(id)) return id
  throw new UsageError(
    `${option} takes an id of up to 128 letters, digits, ".", "_", ":" and "-", not ${JSON.stringify(id)}.`,
  )
}

function fileName(html: string | undefined): string | undefined {
  if (html === undefined || html.endsWith('.html')) return html
  throw new UsageError(
    `--html takes the name of an HTML file, such as trace.html, not ${JSON.stringify(html)}.`,
  )
}
