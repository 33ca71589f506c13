import { bold, columnLines, dim, red } from '../terminal/terminal.ts'
import type { Findings } from './findings.ts'
import type { MissingGrant } from './missing-grants.ts'
import type { UnusedGrant } from './unused-grants.ts'

/** What the findings are of. */
export interface Circumstances {
  readonly place: string
  /** Whether the run did all that uses a grant: what it did not use is listed one by one. */
  readonly exercised: boolean
  /** Whether the run was not cut short. */
  readonly complete: boolean
  /** Why steps of the run failed. */
  readonly failures: readonly string[]
  /** Whether to list everything one by one. */
  readonly verbose: boolean
}

/** The findings for people. */
export function reportLines(findings: Findings, circumstances: Circumstances): string[] {
  const { missing, unargued, argued, needless, statements } = findings
  const { place, exercised, complete, failures, verbose } = circumstances
  return [
    `The grants of ${place}: ${statements} statements that allow something.`,
    ...section(
      'Steps that failed',
      failures.map(failure => `  ${failure}`),
    ),
    ...section(count(missing, 'denied'), missing.flatMap(missingLines)),
    ...section(
      count(unargued, exercised ? 'not used' : 'not used so far'),
      exercised || verbose ? byOwner(unargued) : owners(unargued),
    ),
    ...section(count(argued, 'not used, with a reason'), byReason(argued, verbose)),
    ...section(
      `${needless.length} reasons for grants that are used, or are gone: take them out of tools/grants/argued.ts`,
      needless.map(({ owner, actions, condition }) => {
        const when = condition === undefined ? '' : `, if ${condition}`
        return `  ${actions.join(', ')} of ${owner}${when}`
      }),
    ),
    ...(complete ? [] : ['', 'The run was cut short, so that what it did not use is not listed.']),
    '',
    ...verdict(findings, circumstances),
  ]
}

/** What to do. */
function verdict({ missing, unargued, needless }: Findings, circumstances: Circumstances): string[] {
  const { exercised, complete, failures } = circumstances
  if (complete && missing.length + failures.length + unargued.length + needless.length === 0) {
    return ['Nothing is missing, and nothing is needless.']
  }
  const unused = exercised
    ? 'Take back what was not used, or add to tools/grants/exercise/ what uses it.'
    : 'What you did so far does not use every grant: npm run grants -- --run does all that uses one. --verbose lists them.'
  return [
    ...(missing.length > 0 ? [red('Grant what was denied.')] : []),
    ...(unargued.length > 0 ? [exercised ? red(unused) : unused] : []),
  ]
}

/** `3 denied`. */
function count(found: readonly unknown[], what: string): string {
  return `${found.length} ${what}`
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', bold(title), ...lines]
}

function missingLines({ who, role, action, resource, on, reason, count, remedy }: MissingGrant): string[] {
  const times = count === 1 ? '' : `, ${count.toLocaleString('en')} times`
  return [
    `  ${red(role ?? who)}  ${action}${times}`,
    `    on ${on ?? resource}${on ? dim(`  ${resource}`) : ''}`,
    `    ${reason}`,
    `    ${remedy}`,
  ]
}

function byOwner(unused: readonly UnusedGrant[]): string[] {
  return [...Map.groupBy(unused, ({ owner }) => owner)].flatMap(([owner, grants]) => [
    `  ${owner}`,
    ...grants.flatMap(unusedLines),
  ])
}

/** One line for each owner. */
function owners(unused: readonly UnusedGrant[]): string[] {
  const rows = [...Map.groupBy(unused, ({ owner }) => owner)].map(([owner, grants]) => [
    owner,
    String(grants.length),
  ])
  return columnLines(rows)
}

function unusedLines(unused: UnusedGrant): string[] {
  const { owner, policy, statement, principal, condition, actions, resources } = unused
  const who = principal === undefined ? '' : ` by ${principal}`
  return [
    `    ${red(actions.join(', '))}${who}${dim(`  ${policy}, statement ${statement}`)}`,
    ...resources.filter(resource => resource !== owner).map(resource => `      on ${resource}`),
    ...(condition === undefined ? [] : [dim(`      if ${condition}`)]),
  ]
}

function byReason(argued: Findings['argued'], verbose: boolean): string[] {
  return [...Map.groupBy(argued, ({ reason }) => reason)].flatMap(([reason, grants]) => {
    const of = Map.groupBy(grants, ({ owner }) => owner)
    const shownOwners = verbose ? [...of] : []
    return [
      `  ${reason}`,
      `    ${actionsOf(grants)}`,
      `    of ${of.size === 1 ? [...of.keys()] : `${of.size} constructs`}`,
      ...shownOwners.map(([owner, own]) => dim(`      ${owner}  ${actionsOf(own)}`)),
    ]
  })
}

function actionsOf(grants: readonly UnusedGrant[]): string {
  return [...new Set(grants.flatMap(({ actions }) => actions))].sort().join(', ')
}
