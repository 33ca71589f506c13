import { bold, dim, green, red, yellow } from '../terminal/terminal.ts'
import type { Outcome, Verdict } from './verdict.ts'

const MARKS: Readonly<Record<Outcome, string>> = {
  ok: green('✓'),
  warning: yellow('!'),
  fails: red('✗'),
  unknown: dim('?'),
}

/** A line a verdict, and what they come to. */
export function asLines(verdicts: readonly Verdict[]): string[] {
  return [...verdicts.map(line), '', conclusion(verdicts)]
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

/** The same for programs. */
export function asJson(verdicts: readonly Verdict[]): string[] {
  return [JSON.stringify({ deployable: !wouldFail(verdicts), verdicts }, undefined, 2)]
}

export function wouldFail(verdicts: readonly Verdict[]): boolean {
  return verdicts.some(({ outcome }) => outcome === 'fails')
}
