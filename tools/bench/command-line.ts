import { parseArgs } from 'node:util'
import { FEWEST_FOR_95_PERCENT } from './median-interval.ts'

/** Those that are measured when none is named. */
const SPEED_SECTIONS = ['synth', 'bundles', 'start', 'sqs', 'purchases', 'videos', 'mail', 'posts'] as const
const SECTIONS = [...SPEED_SECTIONS, 'cost'] as const

export type Section = (typeof SECTIONS)[number]

/** What `npm run bench` was asked for. */
export interface Options {
  sections: readonly Section[]
  /** The revision that `cost` compares this checkout with, in any form that git takes. */
  against: string
  /** How often `cost` measures both. */
  rounds: number
  help: boolean
}

export const USAGE = `Usage: npm run bench -- [section...] [options]

Measures how fast the project is on this machine: ${SPEED_SECTIONS.join(', ')}.
Without a section it measures all of these.

The section cost runs only when it is named. It compares the processor time that a purchase takes in this checkout
with the time it takes in another revision. It needs Linux and a git repository.

  --against REVISION  cost: the revision to compare with: HEAD~1 by default
  --rounds N          cost: how often to measure both: ${FEWEST_FOR_95_PERCENT} to 100, 15 by default
  --help              show this
`

/** A command line that makes no sense; the message says why, and what does. */
export class UsageError extends Error {
  override readonly name = 'UsageError'

  constructor(reason: string) {
    super(`${reason}\n\n${USAGE}`)
  }
}

/** @throws UsageError */
export function parseCommandLine(args: readonly string[]): Options {
  const { values, positionals } = parse(args)
  const { against, rounds, help = false } = values
  const sections = toSections(positionals)
  if (!sections.includes('cost') && (against !== undefined || rounds !== undefined)) {
    const option = against === undefined ? `--rounds ${rounds}` : `--against ${against}`
    throw new UsageError(`${option} is for the section cost: npm run bench -- cost ${option}`)
  }
  return { sections, against: against ?? 'HEAD~1', rounds: toRounds(rounds), help }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { against: { type: 'string' }, rounds: { type: 'string' }, help: { type: 'boolean' } },
    })
  } catch (cause) {
    throw new UsageError((cause as Error).message)
  }
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
