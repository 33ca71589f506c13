import { bold, dim, green, red, yellow } from '../terminal/terminal.ts'
import type { Outcome, Verdict } from './verdict.ts'

const MARKS: Readonly<Record<Outcome, string>> = {
  ok: green('✓'),
  warning: yellow('!'),
  fails: red('✗'),
  unknown: dim('?'),
}

/** One line per verdict, and a summary. */
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
    failures > 0 ? `The deployment would fail: ${failures} ✗.` : 'Nothing prevents the deployment.'
  const warnings = count('warning') > 0 ? ` With limits: ${count('warning')} !.` : ''
  const unknowns = count('unknown') > 0 ? ` Unknown: ${count('unknown')} ?.` : ''
  return `${first}${warnings}${unknowns}`
}

/** The verdicts as JSON, for programs. */
export function asJson(verdicts: readonly Verdict[]): string[] {
  return [JSON.stringify({ deployable: !wouldFail(verdicts), verdicts }, undefined, 2)]
}

export function wouldFail(verdicts: readonly Verdict[]): boolean {
  return verdicts.some(({ outcome }) => outcome === 'fails')
}
