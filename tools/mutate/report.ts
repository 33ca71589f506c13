import { cutToWidth } from '../terminal/display-width.ts'
import { bold, columns, dim, green, heading, oneLine, red, yellow } from '../terminal/terminal.ts'
import type { Equivalent } from './equivalents.ts'
import type { Mutant } from './mutant.ts'
import { type Score, scoreOf } from './score.ts'
import type { Trial } from './trial.ts'

/** What a run has found. */
export interface Findings {
  /** How many mutants the sources have; the trials are of those drawn. */
  mutants: number
  trials: readonly Trial[]
  /** Drawn, and left out because nothing can notice them. */
  equivalent: readonly Mutant[]
  /** Entries of the list that mean no mutant any more. */
  outdated: readonly Equivalent[]
}

/** Longer texts of sources are cut. */
const WIDEST = 160

export function printReport({ mutants, trials, equivalent, outdated }: Findings): void {
  printKinds(trials)
  printMutants('Survived', trials, 'survived')
  printMutants('Not executed by these tests', trials, 'not executed')
  printOutdated(outdated)
  const all = scoreOf(trials)
  const taken = equivalent.length > 0 ? `, ${equivalent.length} equivalent left out` : ''
  console.log(
    `\n${bold(`${score(all)} noticed`)}: ${all.killed} killed, ${all.timeouts} timed out, ` +
      `${all.survived} survived, ${all.notExecuted} not executed; ${trials.length} of ${mutants} mutants${taken}`,
  )
}

function printOutdated(entries: readonly Equivalent[]): void {
  if (entries.length === 0) return
  heading('Equivalents that are out of date: correct or remove them in tools/mutate/equivalents.json')
  for (const { file, original, replacement } of entries)
    console.log(`  ${file}: ${change(original, replacement)}`)
}

/** One document, whose entries hold what `equivalents.json` wants of one. */
export function jsonReport({ mutants, trials, equivalent, outdated }: Findings): string {
  const document = {
    mutants,
    score: scoreOf(trials),
    kinds: Object.fromEntries(byKind(trials).map(([kind, some]) => [kind, scoreOf(some)])),
    trials: trials.map(({ mutant, ...trial }) => ({ ...described(mutant), ...trial })),
    equivalent: equivalent.map(described),
    outdated,
  }
  return JSON.stringify(document, null, 2)
}

function described({ file, line, column, kind, code, original, replacement }: Mutant) {
  return { file, line, column, kind, code, original, replacement }
}

function printKinds(trials: readonly Trial[]): void {
  heading('By kind of change')
  const rows = byKind(trials).map(([kind, some]) => {
    const { killed, timeouts, survived, notExecuted, share } = scoreOf(some)
    return [kind, percent(share), ...[killed, timeouts, survived, notExecuted].map(String)]
  })
  columns([['', 'noticed', 'killed', 'timed out', 'survived', 'not executed'], ...rows])
}

function byKind(trials: readonly Trial[]): [string, Trial[]][] {
  return [...Map.groupBy(trials, ({ mutant }) => mutant.kind)].toSorted(([one], [other]) =>
    one < other ? -1 : 1,
  )
}

function printMutants(title: string, trials: readonly Trial[], outcome: Trial['outcome']): void {
  const found = trials.filter(trial => trial.outcome === outcome)
  if (found.length === 0) return
  heading(`${title} (${found.length})`)
  for (const { mutant, executedBy } of found) {
    console.log(`  ${bold(`${mutant.file}:${mutant.line}`)}  ${yellow(mutant.kind)}`)
    console.log(`      ${change(mutant.original, mutant.replacement)}`)
    if (executedBy.length > 0) console.log(dim(`      executed by ${executedBy.join(', ')}`))
  }
}

function change(original: string, replacement: string): string {
  return `${red(excerpt(original))} → ${green(excerpt(replacement))}`
}

function excerpt(text: string): string {
  return cutToWidth(WIDEST, oneLine(text).replace(/\s+/g, ' '))
}

function score({ share, from, to }: Score): string {
  return `${percent(share)} (95 %: ${percent(from)} to ${percent(to)})`
}

function percent(share: number): string {
  return Number.isNaN(share) ? '-' : `${Math.round(share * 100)} %`
}
