import { parse } from '@babel/parser'
import type { Node } from '@babel/types'

/** A node of a syntax tree, with where its text begins and ends in the source, and what it is a part of. */
export interface Place {
  node: Node
  start: number
  end: number
  /** The property of the parent that holds the node, such as `test` or `body`. */
  key: string
  parent: Place | undefined
}

/** What only the type checker reads, and the names of modules. */
const WITHOUT_BEHAVIOUR =
  /^(TS(?!As|Satisfies|NonNull)|ImportDeclaration|ExportAll|ImportAttribute|Decorator)/

/**
 * All nodes that behave in some way when the source runs, parents first.
 *
 * @param source TypeScript or an ES module
 * @throws SyntaxError
 */
export function placesOf(source: string): Place[] {
  const { program } = parse(source, { sourceType: 'module', plugins: ['typescript'] })
  const found: Place[] = []
  collect(program, 'program', undefined, found)
  return found
}

/** Whether a source can be parsed. */
export function isValid(source: string): boolean {
  try {
    parse(source, { sourceType: 'module', plugins: ['typescript'] })
    return true
  } catch {
    return false
  }
}

function collect(node: Node, key: string, parent: Place | undefined, found: Place[]): void {
  if (WITHOUT_BEHAVIOUR.test(node.type)) return
  const place = { node, start: node.start ?? 0, end: node.end ?? 0, key, parent }
  found.push(place)
  for (const [name, value] of Object.entries(node)) {
    for (const child of [value].flat()) if (isNode(child)) collect(child, name, place, found)
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value && 'end' in value
}
