import { conditionOperator, type Operator, type ValueTest } from './condition-operators.ts'
import { PolicyError, shown } from './policy-error.ts'
import { compileTemplate, escapeWildcards, hasVariables, variablesIn } from './policy-variables.ts'
import type { ContextKeys } from './request.ts'

/** Whether the context of a request meets a condition. */
export type Condition = (keys: ContextKeys) => boolean

/** The keys that a condition block names, those of its variables included; in lower case. */
export function keysIn(block: object, variables: boolean): string[] {
  return Object.values(block).flatMap((pairs: object) =>
    Object.entries(pairs).flatMap(([key, values]) => [
      key.toLowerCase(),
      ...(variables ? [values].flat().flatMap(value => variablesIn(String(value))) : []),
    ]),
  )
}

type SetOperator = 'ForAllValues' | 'ForAnyValue'

const OPERATOR = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/

/**
 * The condition of a statement: those of all operators and keys must be met.
 *
 * @param block such as `{"StringEquals": {"aws:SourceAccount": "123456789012"}}`
 * @param variables whether the policy's version has policy variables
 * @throws PolicyError for what is no condition, and for operators and values that IAM does not have
 */
export function compileCondition(block: unknown, variables: boolean): Condition {
  const tests = entriesOf(block, 'A Condition').flatMap(([operator, pairs]) =>
    entriesOf(pairs, `The condition ${shown(operator)}`).map(([key, values]) =>
      compileTest(operator, key, valuesOf(values, operator, key), variables),
    ),
  )
  return keys => tests.every(test => test(keys))
}

function compileTest(name: string, key: string, wanted: readonly string[], variables: boolean): Condition {
  const [, set, base = '', ifExists] = OPERATOR.exec(name) ?? []
  const lowerKey = key.toLowerCase()
  if (base === 'Null' && set === undefined && ifExists === undefined) return compileNull(lowerKey, wanted)
  const operator = conditionOperator(base)
  if (!operator) throw new PolicyError(`IAM has no condition operator ${shown(name)}.`)
  const tests = wanted.map(value => compileValue(operator, value, variables))
  const holds = holdsFor(operator, tests)
  return keys => {
    const actual = valuesIn(keys[lowerKey])
    if (actual.length === 0) {
      // "The ForAllValues set operator also returns true if there are no context keys in the request." So does IfExists.
      if (ifExists !== undefined || set === 'ForAllValues') return true
      return set === undefined && operator.negated
    }
    const each = (value: string) => holds(value, keys)
    return combine(set as SetOperator | undefined, operator, actual, each)
  }
}

/** Without a set operator, a key has one value; of several, one must match, and none for a negated operator. */
function combine(
  set: SetOperator | undefined,
  { negated }: Operator,
  actual: readonly string[],
  holds: (value: string) => boolean,
): boolean {
  const all = set === 'ForAllValues' || (set === undefined && negated)
  return all ? actual.every(holds) : actual.some(holds)
}

/** Of several values in the policy, one must match; of a negated operator, none. */
function holdsFor({ negated }: Operator, tests: readonly ((actual: string, keys: ContextKeys) => boolean)[]) {
  return (actual: string, keys: ContextKeys) => tests.some(test => test(actual, keys)) !== negated
}

function compileValue(
  operator: Operator,
  wanted: string,
  variables: boolean,
): (actual: string, keys: ContextKeys) => boolean {
  if (!variables || !hasVariables(wanted)) return operator.compile(wanted)
  const { pattern } = operator
  const template = compileTemplate(wanted, pattern ? escapeWildcards : undefined)
  return (actual, keys) => {
    const filled = template(keys)
    if (filled === undefined) return false
    const test = testOf(operator, filled)
    return test?.(pattern ? escapeWildcards(actual) : actual) === true
  }
}

/** What a variable stands for is known only now; a value that the operator does not take matches nothing. */
function testOf(operator: Operator, wanted: string): ValueTest | undefined {
  try {
    return operator.compile(wanted)
  } catch (error) {
    if (error instanceof PolicyError) return undefined
    throw error
  }
}

/** `"true"`: the key is missing; `"false"`: it has a value. */
function compileNull(key: string, wanted: readonly string[]): Condition {
  const flags = wanted.map(value => value.toLowerCase())
  const strange = flags.find(flag => flag !== 'true' && flag !== 'false')
  if (strange !== undefined) throw new PolicyError(`Null takes true or false, not ${shown(strange)}.`)
  return keys => flags.includes(String(valuesIn(keys[key]).length === 0))
}

/** Names that every object has, such as `constructor`, are no keys of a request. */
function valuesIn(value: ContextKeys[string]): readonly string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value : []
}

function valuesOf(values: unknown, operator: string, key: string): string[] {
  const list = [values].flat()
  const strange = list.find(value => !['string', 'number', 'boolean'].includes(typeof value))
  if (strange !== undefined || list.length === 0) {
    throw new PolicyError(`The condition ${operator} of ${key} needs a text or a list of texts.`)
  }
  return list.map(String)
}

function entriesOf(value: unknown, what: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new PolicyError(`${what} is a JSON object, not ${shown(value)}.`)
  }
  return Object.entries(value)
}
