/** `{ S: 'text' }` */
type AttributeValue = object

/** What dynalite tells its parsers beside the text. */
interface ExpressionContext {
  attrNames?: Readonly<Record<string, string>>
  attrVals?: Readonly<Record<string, AttributeValue>>
  /** Those of the request that no expression has used so far; a parser takes out what it meets. */
  unusedAttrNames: Record<string, boolean>
  unusedAttrVals: Record<string, boolean>
}

/** A parser of one kind of expression. An error that it finds by itself is a text in place of the tree. */
export interface ExpressionParser {
  parse(text: string, options: { context: ExpressionContext }): unknown
}

/** Stands for the value of a request in a tree that is kept; of the value it has the type alone. */
class ValuePlace {
  readonly valueName: string

  constructor(valueName: string) {
    this.valueName = valueName
  }
}

interface ParsedExpression {
  tree: object
  names: readonly string[]
  values: readonly string[]
}

/** So many different expressions are kept of each kind. */
const KEPT_EXPRESSIONS = 1_000
/** Checked against the values themselves, not only against their types. */
const CHECKED_BY_VALUE = /between|attribute_type/i

const remembering = new WeakSet<ExpressionParser>()

/**
 * Makes a parser keep the trees of its expressions. An application has few different texts and sends each of them again
 * and again with other values, and parsing takes dynalite longer than the operation itself.
 */
export function rememberExpressions(parser: ExpressionParser): void {
  if (remembering.has(parser)) return
  remembering.add(parser)
  const parse = parser.parse
  const kept = new Map<string, ParsedExpression>()
  parser.parse = (text, options) => {
    if (CHECKED_BY_VALUE.test(text)) return parse(text, options)
    const { context } = options
    const key = JSON.stringify([text, context.attrNames, typesOf(context.attrVals)])
    let parsed = kept.get(key)
    if (!parsed) {
      const anew = parseWithoutValues(parse, text, context)
      if (typeof anew === 'string') return anew
      parsed = anew
      kept.set(key, parsed)
      for (const oldest of kept.keys()) {
        if (kept.size <= KEPT_EXPRESSIONS) break
        kept.delete(oldest)
      }
    }
    for (const name of parsed.names) delete context.unusedAttrNames[name]
    for (const name of parsed.values) delete context.unusedAttrVals[name]
    return withValues(parsed.tree, context.attrVals ?? {})
  }
}

/** @returns what is wrong with the expression, or the tree */
function parseWithoutValues(
  parse: ExpressionParser['parse'],
  text: string,
  context: ExpressionContext,
): ParsedExpression | string {
  const { attrNames = {}, attrVals = {} } = context
  const unusedAttrNames = allOf(attrNames)
  const unusedAttrVals = allOf(attrVals)
  const tree = parse(text, {
    context: { ...context, attrVals: valuePlaces(attrVals), unusedAttrNames, unusedAttrVals },
  })
  if (typeof tree === 'string') return tree
  return {
    tree: tree as object,
    names: Object.keys(attrNames).filter(name => !unusedAttrNames[name]),
    values: Object.keys(attrVals).filter(name => !unusedAttrVals[name]),
  }
}

function typesOf(values: Readonly<Record<string, AttributeValue>> = {}): string[][] {
  return Object.entries(values).map(([name, value]) => [name, ...Object.keys(value)])
}

function valuePlaces(values: Readonly<Record<string, AttributeValue>>): Record<string, AttributeValue> {
  const places = Object.entries(values).map(([name, value]) => {
    const types = Object.fromEntries(Object.keys(value).map(type => [type, true]))
    return [name, Object.assign(new ValuePlace(name), types)]
  })
  return Object.fromEntries(places)
}

function allOf(known: object): Record<string, boolean> {
  return Object.fromEntries(Object.keys(known).map(name => [name, true]))
}

/** A tree of its own for each request: dynalite changes that of a key condition. */
function withValues(node: unknown, values: Readonly<Record<string, AttributeValue>>): unknown {
  if (node instanceof ValuePlace) return values[node.valueName]
  if (Array.isArray(node)) return node.map(part => withValues(part, values))
  if (typeof node !== 'object' || node === null) return node
  const copy = Object.create(Object.getPrototypeOf(node))
  for (const [name, part] of Object.entries(node)) copy[name] = withValues(part, values)
  return copy
}
