/** `{ S: 'text' }` */
type AttributeValue = object

/** The data that dynalite passes to its parsers along with the text. */
interface ExpressionContext {
  attrNames?: Readonly<Record<string, string>>
  attrVals?: Readonly<Record<string, AttributeValue>>
  /** The names in the request that no expression has used yet; a parser removes those that it finds. */
  unusedAttrNames: Record<string, boolean>
  unusedAttrVals: Record<string, boolean>
}

/** A parser for one kind of expression. If it finds an error, it returns a text instead of the tree. */
export interface ExpressionParser {
  parse(text: string, options: { context: ExpressionContext }): unknown
}

/** A placeholder for a value of the request in a cached tree; it has only the type of the value. */
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

/** The maximum number of cached expressions of each kind. */
const KEPT_EXPRESSIONS = 1_000
/** Expressions whose validation depends on the values, not only on their types. */
const CHECKED_BY_VALUE = /between|attribute_type/i

/**
 * dynalite's parser tries each group of parentheses four times, and each group within it four times for each of those:
 * one more level of nesting takes four times as long. With this many parsed words, it takes about 0.3 s.
 */
const MAX_PARSED_WORDS = 25_000
/** A word, or parentheses; those of a function or of IN are not tried again. */
const WORD = /(?:attribute_(?:not_)?exists|attribute_type|begins_with|contains|size|in)\s*\(|[\w#:]+|[()]/gi

const remembering = new WeakSet<ExpressionParser>()

/**
 * Makes a parser cache the trees of its expressions. An application repeats few different texts with different values,
 * and parsing takes dynalite longer than the operation itself.
 */
export function rememberExpressions(parser: ExpressionParser): void {
  if (remembering.has(parser)) return
  remembering.add(parser)
  const parse = parser.parse
  const kept = new Map<string, ParsedExpression>()
  parser.parse = (text, options) => {
    if (parsedWords(text) > MAX_PARSED_WORDS) return TOO_DEEP
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

const TOO_DEEP =
  'The local AWS does not simulate expressions with so many parentheses within parentheses: nest fewer.'

/** How many words the parser reads, repetitions included. */
function parsedWords(text: string): number {
  let words = 0
  let times = 1
  const outside: number[] = []
  for (const [word] of text.matchAll(WORD)) {
    if (word === ')') {
      times = outside.pop() ?? 1
      continue
    }
    words += times
    if (!word.endsWith('(')) continue
    outside.push(times)
    if (word === '(') times *= 4
  }
  return words
}

/** @returns the error text, or the tree */
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

/** Copies the tree for each request, because dynalite modifies that of a key condition. */
function withValues(node: unknown, values: Readonly<Record<string, AttributeValue>>): unknown {
  if (node instanceof ValuePlace) return values[node.valueName]
  if (Array.isArray(node)) return node.map(part => withValues(part, values))
  if (typeof node !== 'object' || node === null) return node
  const copy = Object.create(Object.getPrototypeOf(node))
  for (const [name, part] of Object.entries(node)) copy[name] = withValues(part, values)
  return copy
}
