import type { List, MapShape, Shape, Structure } from '../model/input-shape.ts'
import { malformedInput } from './malformed-input.ts'
import { scalarOf } from './text-scalar.ts'

/** Parameters by the segments of their names: `A.member.1.B=x` is `{A: {member: {1: {B: 'x'}}}}`. */
interface Tree {
  [segment: string]: string | Tree
}

/** More segments than any input of the services has. */
const MAX_SEGMENTS = 50

/** The parameters of every request, which belong to no operation. */
const PARAMETERS =
  /^(?:Action|Version|AWSAccessKeyId|Signature\w*|SecurityToken|Timestamp|Expires|X-Amz-[\w-]+)$/

/**
 * The input in a form: lists `A.member.1` or, flattened, `A.1`; maps `A.entry.1.key` or, flattened, `A.1.Name`. A list or
 * map without items is an empty parameter.
 *
 * @returns the JSON form; parameters that the shape does not have keep their names, for the check to refuse
 * @throws AwsError `SerializationException`, called `MalformedInput` in Query
 */
export function queryInput(form: URLSearchParams, shape: Structure): Record<string, unknown> {
  const tree: Tree = Object.create(null)
  for (const [name, value] of form) {
    if (PARAMETERS.test(name) && !shape.members[name]) continue
    insert(tree, name, value)
  }
  return structureOf(tree, shape)
}

function insert(tree: Tree, name: string, value: string): void {
  const segments = name.split('.', MAX_SEGMENTS + 1)
  if (segments.length > MAX_SEGMENTS) {
    throw malformedInput(`The parameter ${name.slice(0, 100)}… has more than ${MAX_SEGMENTS} segments.`)
  }
  const last = segments.pop() as string
  let node = tree
  for (const segment of segments) {
    node[segment] ??= Object.create(null) as Tree
    const child = node[segment]
    if (typeof child === 'string') throw malformedInput(`${name} is below a parameter that has a value.`)
    node = child
  }
  if (typeof node[last] === 'object') throw malformedInput(`${name} has a value and parameters below it.`)
  node[last] = value
}

function typed(node: string | Tree, shape: Shape, path: string): unknown {
  switch (shape.type) {
    case 'structure':
      return structureOf(treeOf(node, path), shape, path)
    case 'list':
      return listOf(treeOf(node, path), shape, path)
    case 'map':
      return mapOf(treeOf(node, path), shape, path)
    default:
      if (typeof node !== 'string')
        throw malformedInput(`Start of a structure, list or map at ${path}, a ${shape.type}.`)
      return scalarOf(node, shape, path)
  }
}

function structureOf(tree: Tree, shape: Structure, path = ''): Record<string, unknown> {
  const names = elementNames(shape)
  const structure: Record<string, unknown> = {}
  for (const [segment, node] of Object.entries(tree)) {
    // Clients whose model lacks the names of elements send those of members, as all do for an empty flattened list.
    const name = names.get(segment) ?? (Object.hasOwn(shape.members, segment) ? segment : undefined)
    const member = name === undefined ? undefined : shape.members[name]
    if (name !== undefined && member) {
      structure[name] = typed(node, member.shape, path ? `${path}.${segment}` : segment)
    } else {
      structure[segment] = ''
    }
  }
  return structure
}

const namesOfStructures = new WeakMap<Structure, ReadonlyMap<string, string>>()

/** The members of a structure by the names of their elements. */
function elementNames(shape: Structure): ReadonlyMap<string, string> {
  const known = namesOfStructures.get(shape)
  if (known) return known
  const names = new Map(Object.entries(shape.members).map(([name, { xmlName = name }]) => [xmlName, name]))
  namesOfStructures.set(shape, names)
  return names
}

function listOf(tree: Tree, { member, memberName = 'member' }: List, path: string): unknown[] {
  return numbered(tree, memberName, path).map(([index, node]) => typed(node, member, `${path}.${index}`))
}

function mapOf(tree: Tree, { value, entryNames }: MapShape, path: string): Record<string, unknown> {
  const [keyName, valueName] = entryNames ?? ['key', 'value']
  return Object.fromEntries(
    numbered(tree, 'entry', path).map(([index, node]) => {
      const entry = treeOf(node, `${path}.${index}`)
      const key = entry[keyName] ?? entry.Name
      if (typeof key !== 'string') throw malformedInput(`${path}.${index} has no ${keyName}.`)
      const item = entry[valueName] ?? entry.Value ?? ''
      return [key, typed(item, value, `${path}.${index}.${valueName}`)]
    }),
  )
}

/** The items of a list or map in their order; flattened or not, as clients do not agree about it. */
function numbered(tree: Tree, memberName: string, path: string): [index: string, node: string | Tree][] {
  const items = tree[memberName] ?? tree.member ?? tree
  const entries = Object.entries(treeOf(items, path))
  const stranger = entries.find(([index]) => !/^\d{1,9}$/.test(index))
  if (stranger) throw malformedInput(`${path}.${stranger[0]} is no number of an item.`)
  return entries.sort(([a], [b]) => Number(a) - Number(b))
}

/** An empty value stands for a structure, list or map without members. */
function treeOf(node: string | Tree, path: string): Tree {
  if (typeof node === 'object') return node
  if (node === '') return {}
  throw malformedInput(
    `${path} has the value ${JSON.stringify(node.slice(0, 100))}, where a structure, list or map belongs.`,
  )
}
