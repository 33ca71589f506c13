import { bold, dim, green, red, yellow } from '../terminal.ts'
import type { Outcome, Verdict } from './verdict.ts'

const MARKS: Readonly<Record<Outcome, string>> = {
  ok: green('✓'),
  warning: yellow('!'),
  fails: red('✗'),
  unknown: dim('?'),
}

/** Prints a line a verdict, and what they come to. */
export function printVerdicts(verdicts: readonly Verdict[]): void {
  for (const verdict of verdicts) console.log(line(verdict))
  console.log(`\n${conclusion(verdicts)}`)
}

/** `✗ bootstrap: version 5; needed: version 6 or later → npx cdk bootstrap …` */
function line({ check, outcome, found, needed, remedy }: Verdict): string {
  const text = [found, ...(needed === undefined ? [] : [`needed: ${needed}`])].join('; ')
  return `${MARKS[outcome]} ${bold(check)}: ${text}${remedy === undefined ? '' : ` → ${remedy}`}`
}

function conclusion(verdicts: readonly Verdict[]): string {
  const count = (outcome: Outcome) => verdicts.filter(verdict => verdict.outcome === outcome).length
  const failures = count('fails')
  const first =
    failures > 0
      ? `The deployment would fail: ${failures} ✗.`
      : 'Nothing stands in the way of the deployment.'
  const warnings = count('warning') > 0 ? ` Works with limits: ${count('warning')} !.` : ''
  const unknowns = count('unknown') > 0 ? ` Cannot be seen: ${count('unknown')} ?.` : ''
  return `${first}${warnings}${unknowns}`
}

/** Prints the same for programs. */
export function printJson(verdicts: readonly Verdict[]): void {
  console.log(JSON.stringify({ deployable: !wouldFail(verdicts), verdicts }, undefined, 2))
}

export function wouldFail(verdicts: readonly Verdict[]): boolean {
  return verdicts.some(({ outcome }) => outcome === 'fails')
}
