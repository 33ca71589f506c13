import { parseOptions, UsageError } from '../terminal/command-line.ts'
import { FEWEST_FOR_95_PERCENT } from './median-interval.ts'

/** The sections that are measured when none is named. */
const SPEED_SECTIONS = [
  'synth',
  'bundles',
  'start',
  'sqs',
  'kinesis',
  'firehose',
  'insights',
  'purchases',
  'videos',
  'mail',
  'posts',
  'clickstream',
] as const
const SECTIONS = [...SPEED_SECTIONS, 'lake', 'trace', 'cost', 'outage'] as const

/** The section that each option is for. */
const SECTION_OF = { against: 'cost', rounds: 'cost', messages: 'outage' } as const satisfies Record<
  string,
  Section
>

/** Measured: the local AWS holds this many in 1 GB of memory. */
const MOST_MESSAGES = 200_000

export type Section = (typeof SECTIONS)[number]

/** The options of `npm run bench`. */
export interface Options {
  sections: readonly Section[]
  /** The revision that `cost` compares this checkout with, in any form that git accepts. */
  against: string
  /** How many times `cost` measures both. */
  rounds: number
  /** How many messages wait in `outage`. */
  messages: number
  help: boolean
}

export const USAGE = `Usage: npm run bench -- [section...] [options]

Measures how fast the project is on this machine: ${SPEED_SECTIONS.join(', ')}.
Without a section, measures all of these.

The section lake runs only by name, for about a minute. It asks the lake about 1,200,000 events, beside DuckDB on the
same files.

The section trace runs only by name, for about three minutes. It prints what the log lines and traces of a million
purchases cost, and how long npm run trace takes among 100,000 purchases, beside 1,000.

The section cost runs only by name. It compares the processor time that a purchase takes in this checkout with the
time in another revision. It needs Linux and a git repository.

The section outage runs only by name, for about seven minutes. It denies DynamoDB to the consumers for an hour of a
faster clock while purchases wait to be shipped, and prints how often they are received and what that costs. A denied
call fails at once; a dependency that does not answer also costs its timeout in each invocation.

  --against REVISION  cost: the revision to compare with: HEAD~1 by default
  --rounds N          cost: how many times to measure both: ${FEWEST_FOR_95_PERCENT} to 100, 15 by default
  --messages N        outage: waiting messages: 100 to ${MOST_MESSAGES}, 150000 by default
  --help              show this
`

/** @throws UsageError */
export function parseCommandLine(args: readonly string[]): Options {
  const { values, positionals } = parse(args)
  const { help = false, ...given } = values
  const sections = toSections(positionals)
  refuseUnused(given, sections)
  return {
    sections,
    against: given.against ?? 'HEAD~1',
    rounds: toRounds(given.rounds),
    messages: toMessages(given.messages),
    help,
  }
}

type Given = Partial<Record<keyof typeof SECTION_OF, string>>

function refuseUnused(given: Given, sections: readonly Section[]): void {
  for (const [name, value] of Object.entries(given)) {
    const section = SECTION_OF[name as keyof Given]
    if (sections.includes(section)) continue
    const option = `--${name} ${value}`
    throw new UsageError(`${option} needs the section ${section}: npm run bench -- ${section} ${option}`)
  }
}

function parse(args: readonly string[]) {
  return parseOptions({
    args: [...args],
    allowPositionals: true,
    options: {
      against: { type: 'string' },
      rounds: { type: 'string' },
      messages: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
}

function toSections(names: readonly string[]): readonly Section[] {
  const unknown = names.find(name => !SECTIONS.includes(name as Section))
  if (unknown !== undefined)
    throw new UsageError(`There is no section ${unknown}: choose from ${SECTIONS.join(', ')}.`)
  return names.length > 0 ? (names as Section[]) : SPEED_SECTIONS
}

function toRounds(text = '15'): number {
  const rounds = Number(text)
  if (/^\d+$/.test(text) && rounds >= FEWEST_FOR_95_PERCENT && rounds <= 100) return rounds
  throw new UsageError(
    `--rounds takes a whole number from ${FEWEST_FOR_95_PERCENT} to 100, not ${JSON.stringify(text)}: ` +
      'fewer rounds give no 95 % interval.',
  )
}

function toMessages(text = '150000'): number {
  const messages = Number(text)
  if (/^\d+$/.test(text) && messages >= 100 && messages <= MOST_MESSAGES) return messages
  throw new UsageError(
    `--messages takes a whole number from 100 to ${MOST_MESSAGES}, not ${JSON.stringify(text)}: ` +
      'the local AWS holds all of them in memory.',
  )
}
