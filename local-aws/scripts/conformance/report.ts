import type { Behaviour } from './behaviours.ts'
import type { Source } from './source-tags.ts'

const OTHER_PARTS = 'other parts'
const MARKS = { held: '✓', failed: '✗', 'not run': '·' }

/** How many behaviours hold, by service. One that is both documented and recorded counts in both. */
export function table(behaviours: readonly Behaviour[]): string {
  const services = [...new Set(behaviours.map(nameOf))]
  const rows = services.map(service => [
    service,
    ...counts(behaviours.filter(behaviour => nameOf(behaviour) === service)),
  ])
  const head = ['service', 'documented', 'recorded', 'own parts']
  return columns([head, ...rows, ['all', ...counts(behaviours)]])
}

/** What does not hold, with its source. */
export function failures(behaviours: readonly Behaviour[]): string {
  return behaviours
    .filter(({ outcome }) => outcome !== 'held')
    .map(entry)
    .join('\n')
}

/** Each behaviour with its source, by service. */
export function list(behaviours: readonly Behaviour[]): string {
  const parts = Map.groupBy(behaviours, nameOf)
  return [...parts].map(([service, those]) => `${service}\n\n${those.map(entry).join('\n')}`).join('\n\n')
}

function entry({ title, sources, outcome, file, line }: Behaviour): string {
  const cited = sources.map(({ kind, text }) => `\n    ${kind}: ${text}`).join('')
  return `${MARKS[outcome]} ${title} (${file}:${line})${cited}`
}

function counts(behaviours: readonly Behaviour[]): string[] {
  return [of('documented', behaviours), of('recorded', behaviours), ofOwn(behaviours)]
}

function of(kind: Source['kind'], behaviours: readonly Behaviour[]): string {
  return fraction(behaviours.filter(({ sources }) => sources.some(source => source.kind === kind)))
}

function ofOwn(behaviours: readonly Behaviour[]): string {
  return fraction(behaviours.filter(isOfOurs))
}

/** Outside `test/services` a test needs no source: it is of a part of ours. */
function isOfOurs({ service, sources }: Behaviour): boolean {
  return sources.every(({ kind }) => kind === 'own') && (service === undefined || sources.length > 0)
}

function fraction(behaviours: readonly Behaviour[]): string {
  if (behaviours.every(({ outcome }) => outcome === 'not run')) return String(behaviours.length)
  return `${behaviours.filter(({ outcome }) => outcome === 'held').length} / ${behaviours.length}`
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0))) ?? []
  return rows.map(row => row.map((cell, column) => pad(cell, column, widths)).join('  ')).join('\n')
}

function pad(cell: string, column: number, widths: readonly number[]): string {
  const width = widths[column] ?? 0
  return column === 0 ? cell.padEnd(width) : cell.padStart(width)
}

function nameOf({ service }: Behaviour): string {
  return service ?? OTHER_PARTS
}
