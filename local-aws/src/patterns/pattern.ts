import { isNestedAtMost } from '../json-nesting.ts'
import type { Dialect } from './dialect.ts'
import { checkNoRepeatedPaths, nestDottedNames } from './dotted-names.ts'
import { InvalidPatternError } from './invalid-pattern.ts'
import { compileLeaf } from './leaf.ts'
import { elementsIn, isObject, type JsonObject, scalarsAt, scalarsIn } from './value.ts'

/** `message` is the whole document, `value` the part to test. */
type Test = (value: unknown, message: unknown) => boolean

/** Every name with a special meaning in a pattern: `$or` over such names is not an operator. */
const RESERVED_NAMES: ReadonlySet<string> = new Set([
  'anything-but',
  'cidr',
  'equals-ignore-case',
  'exactly',
  'exists',
  'numeric',
  'prefix',
  'suffix',
  'wildcard',
])

/** SNS counts each level of a key as a combination, of which it takes 150. A much deeper one overflows the call stack. */
const MAX_LEVELS = 200

const NOTHING: JsonObject = {}

/**
 * Compiles a pattern of Event Ruler's language: every field must match ("And"), any value of a field suffices ("Or"),
 * and `$or` contains complete alternatives.
 *
 * The test takes a document as returned by `JSON.parse`, with dotted names nested ({@link nestDottedNames}).
 *
 * @throws InvalidPatternError with the message of Event Ruler
 */
export function compile(pattern: JsonObject, dialect: Dialect): (message: unknown) => boolean {
  if (!isNestedAtMost(pattern, MAX_LEVELS)) {
    throw new InvalidPatternError(`The local AWS compiles patterns of up to ${MAX_LEVELS} levels`)
  }
  checkNoRepeatedPaths(pattern)
  const test = compileObject(nestDottedNames(pattern) as JsonObject, [], dialect)
  return message => test(message, message)
}

function compileObject(pattern: JsonObject, path: readonly string[], dialect: Dialect): Test {
  const entries = Object.entries(pattern)
  if (entries.length === 0) throw new InvalidPatternError('Empty objects are not allowed')
  const tests = entries.map(([name, item]) =>
    isAlternatives(name, item)
      ? compileAlternatives(item, path, dialect)
      : compileField(name, item, path, dialect),
  )

  // "It will refuse to recognize any match in which any two fields are within JSON objects that are in different
  // elements of the same array" (Event Ruler): all tests use the same element.
  const holds: Test = (value, message) => {
    const object = isObject(value) ? value : NOTHING
    return tests.every(each => each(object, message))
  }
  return (value, message) => {
    if (!Array.isArray(value) || value.length === 0) return holds(value, message)
    return elementsIn(value).some(element => holds(element, message))
  }
}

function compileField(name: string, item: unknown, above: readonly string[], dialect: Dialect): Test {
  const path = [...above, name]
  if (isObject(item)) {
    const test = compileObject(item, path, dialect)
    return (value, message) => test(fieldOf(value, name), message)
  }
  if (!Array.isArray(item)) throw new InvalidPatternError(`"${name}" must be an object or an array`)
  const leaf = compileLeaf(item, dialect)
  if (!leaf.takesAbsence) return value => leaf.holds(scalarsIn(fieldOf(value, name)))
  // A field is absent if no element of the arrays above has it.
  return (value, message) =>
    leaf.holds(scalarsIn(fieldOf(value, name))) || scalarsAt(message, path).length === 0
}

function compileAlternatives(
  alternatives: readonly JsonObject[],
  path: readonly string[],
  dialect: Dialect,
): Test {
  const tests = alternatives.map(alternative => compileObject(alternative, path, dialect))
  return (value, message) => tests.some(test => test(value, message))
}

/**
 * "When all of these conditions are not met, `$or` is treated as a regular attribute name": an array of at
 * least two objects, none with a field named like an operator.
 */
export function isAlternatives(name: string, item: unknown): item is readonly JsonObject[] {
  return (
    name === '$or' &&
    Array.isArray(item) &&
    item.length >= 2 &&
    item.every(isObject) &&
    !item.some(alternative => Object.keys(alternative).some(each => RESERVED_NAMES.has(each)))
  )
}

function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}
