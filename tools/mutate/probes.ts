import type { Mutant } from './mutant.ts'
import type { Place } from './syntax-tree.ts'

/** A source that reports which parts of it run, by calls of `globalThis.__mutateHit`. */
export interface ProbedSource {
  text: string
  /** The id of the probe that runs when the code of a mutant does. */
  probeOf: ReadonlyMap<Mutant, string>
}

/** Where a probe goes: before a statement, or around a statement or an expression that may be skipped. */
type Site = { at: number } | { start: number; end: number; open: string; close: string }

/** Parts of expressions that run only in some cases. */
const BRANCHES: Readonly<Record<string, readonly string[]>> = {
  ConditionalExpression: ['consequent', 'alternate'],
  LogicalExpression: ['right'],
  AssignmentExpression: ['right'],
  AssignmentPattern: ['right'],
  ArrowFunctionExpression: ['body'],
  ClassProperty: ['value'],
  ClassPrivateProperty: ['value'],
}

/** @param mutants those of this source */
export function withProbes(file: string, source: string, mutants: readonly Mutant[]): ProbedSource {
  const sites = new Map<string, { id: string; site: Site }>()
  const probeOf = new Map<Mutant, string>()
  for (const mutant of mutants) {
    const site = siteOf(mutant)
    const key = JSON.stringify(site)
    const { id } = sites.get(key) ?? { id: `${file}#${sites.size}` }
    sites.set(key, { id, site })
    probeOf.set(mutant, id)
  }
  return { text: inserted(source, [...sites.values()]), probeOf }
}

function siteOf({ place, start }: Mutant): Site {
  if (place.node.type === 'SwitchCase') return { at: start }
  const block = blockOf(place)
  if (block) return { at: block }
  for (let at: Place | undefined = place; at; at = at.parent) {
    const site = siteAt(at)
    if (site) return site
  }
  return { at: 0 }
}

/** The beginning of the first statement of a block that a mutant changes as a whole. */
function blockOf({ node }: Place): number | undefined {
  const block = node.type === 'CatchClause' ? node.body : node
  if (block.type !== 'BlockStatement') return undefined
  return block.body[0]?.start ?? (block.start ?? 0) + 1
}

function siteAt({ node, key, parent, start, end }: Place): Site | undefined {
  const holder = parent?.node.type ?? ''
  if (isInList(holder, key)) return { at: start }
  if (node.type === 'BlockStatement') return undefined
  if (
    /^(If|For|ForIn|ForOf|While|DoWhile)Statement$/.test(holder) &&
    /^(consequent|alternate|body)$/.test(key)
  )
    return { start, end, open: '{ ', close: ' }' }
  return BRANCHES[holder]?.includes(key) ? { start, end, open: '(', close: ')' } : undefined
}

/** Whether a node with this key is one of a list of statements. */
function isInList(holder: string, key: string): boolean {
  if (holder === 'SwitchCase') return key === 'consequent'
  return key === 'body' && /^(Program|BlockStatement|StaticBlock)$/.test(holder)
}

interface Insertion {
  at: number
  /** Of insertions at one place, the lowest comes first. */
  order: number
  text: string
}

function inserted(source: string, probes: readonly { id: string; site: Site }[]): string {
  const insertions = probes.flatMap(insertionsOf)
  let text = ''
  let from = 0
  for (const one of insertions.toSorted((a, b) => a.at - b.at || a.order - b.order)) {
    text += source.slice(from, one.at) + one.text
    from = one.at
  }
  return text + source.slice(from)
}

function insertionsOf({ id, site }: { id: string; site: Site }): Insertion[] {
  const hit = `globalThis.__mutateHit?.(${JSON.stringify(id)})`
  if ('at' in site) return [{ at: site.at, order: 1, text: `;${hit};` }]
  const { start, end, open, close } = site
  return [
    // Of those that begin at one place, the longest is outermost.
    { at: start, order: 2 + 1 / (1 + end - start), text: `${open}${hit}${open === '(' ? ', ' : '; '}` },
    // Of those that end at one place, the one that begins first is outermost.
    { at: end, order: -1 - start, text: close },
  ]
}
