import { AwsError } from '../../aws-error.ts'
import { malformedInput } from '../protocols/malformed-input.ts'
import { type Input, isBase64, isObject, isOff, MAX_DEPTH, textConforms } from './conforming-input.ts'
import type { List, MapShape, Member, Shape, Structure, Text } from './input-shape.ts'

/** The errors with which a service answers an input that its model does not allow. */
export interface InputErrors {
  /**
   * A required member is missing.
   *
   * @param member its path, such as `QueueUrl` or `Entries.1.Id`
   * @returns undefined for the general error
   * @default - a violation among the others: "Value null at 'x' failed to satisfy constraint: Member must not be null"
   */
  missing?(member: string): AwsError | undefined
  /** @default - `ValidationException`, called `ValidationError` in Query */
  invalid?(message: string): AwsError
}

/**
 * Checks the types of an input. A null member counts as missing and is removed; members that the model does not have are
 * left to {@link checkMembers}.
 *
 * @param operation the name in the API reference
 * @throws AwsError `SerializationException`
 */
export function checkTypes(operation: string, input: unknown, shape: Structure): asserts input is Input {
  checkType(input, shape, operation, 0)
}

/**
 * Checks a value that is no request, such as a definition in a template, as if it were one.
 *
 * @param name what the messages call it
 * @throws AwsError as {@link checkTypes} and {@link checkMembers} do
 */
export function checkInput(name: string, value: unknown, shape: Structure, errors?: InputErrors): void {
  checkTypes(name, value, shape)
  checkMembers(name, value, shape, errors)
}

function checkType(value: unknown, shape: Shape, path: string, depth: number): void {
  switch (shape.type) {
    case 'string':
    case 'boolean':
      if (typeof value !== shape.type) throw wrongType(value, shape.type, path)
      return
    case 'structure':
      return checkStructure(value, shape, path, depth)
    case 'list':
      return checkList(value, shape, path, depth)
    case 'map':
      return checkMap(value, shape, path, depth)
    case 'blob':
      if (typeof value !== 'string' || !isBase64(value)) throw wrongType(value, 'base64 blob', path)
      return
    case 'integer':
      if (!Number.isSafeInteger(value)) throw wrongType(value, 'integer', path)
      return
    case 'number':
      if (!Number.isFinite(value)) throw wrongType(value, 'number', path)
      return
    case 'double':
      if (typeof value !== 'number') throw wrongType(value, 'number', path)
      return
    case 'timestamp':
      if (!Number.isFinite(value)) throw wrongType(value, 'timestamp in seconds', path)
      return
    case 'document':
  }
}

function checkStructure(value: unknown, { members }: Structure, path: string, depth: number): void {
  if (!isObject(value)) throw wrongType(value, 'structure', path)
  checkDepth(path, depth)
  for (const name of Object.keys(value)) {
    const member = value[name]
    const shape = members[name]?.shape
    if (member === null) delete value[name]
    else if (shape) {
      const typed = specialNumber(member, shape)
      if (typed !== undefined) value[name] = typed
      else checkType(member, shape, `${path}.${name}`, depth + 1)
    }
  }
}

function checkList(value: unknown, { member: shape }: List, path: string, depth: number): void {
  if (!Array.isArray(value)) throw wrongType(value, 'list', path)
  checkDepth(path, depth)
  for (const [index, member] of value.entries()) {
    const typed = specialNumber(member, shape)
    if (typed !== undefined) value[index] = typed
    else checkType(member, shape, path, depth + 1)
  }
}

function checkMap(value: unknown, shape: MapShape, path: string, depth: number): void {
  if (!isObject(value)) throw wrongType(value, 'map', path)
  checkDepth(path, depth)
  for (const member of Object.values(value)) checkType(member, shape.value, path, depth + 1)
}

function checkDepth(path: string, depth: number): void {
  if (depth <= MAX_DEPTH) return
  throw malformedInput(`${path.slice(0, 100)}… is nested deeper than ${MAX_DEPTH} levels.`)
}

/** JSON has the numbers that it cannot write as text (Smithy, "Floating point number serialization"). */
function specialNumber(value: unknown, shape: Shape): number | undefined {
  if (shape.type !== 'double' || typeof value !== 'string') return undefined
  return SPECIAL_NUMBERS.has(value) ? Number(value) : undefined
}

const SPECIAL_NUMBERS: ReadonlySet<string> = new Set(['NaN', 'Infinity', '-Infinity'])

/**
 * Checks the members and values of an input whose types are right.
 *
 * @param operation the name in the API reference
 * @throws AwsError for members that the model lacks or the local AWS does not simulate, for missing members, and for
 * values against a constraint
 */
export function checkMembers(
  operation: string,
  input: Input,
  shape: Structure,
  { missing, invalid = validation }: InputErrors = {},
): void {
  const refusal = refusedMember(input, shape, operation)
  if (refusal !== undefined) throw invalid(refusal)
  const absent = missing && missingMember(input, shape, '')
  const error = absent === undefined ? undefined : missing?.(absent)
  if (error) throw error
  const violations = structureViolations(input, shape, '')
  if (violations.length === 0) return
  throw invalid(
    `${violations.length} validation error${violations.length > 1 ? 's' : ''} detected: ${violations.join('; ')}`,
  )
}

/** Why a member is refused by name. */
function refusedMember(value: unknown, shape: Shape, path: string): string | undefined {
  switch (shape.type) {
    case 'structure':
      return refusedOfStructure(value as Input, shape, path)
    case 'list':
      return refusedOfSome(value as unknown[], shape.member, path)
    case 'map':
      return refusedOfSome(Object.values(value as Input), shape.value, path)
    default:
      return undefined
  }
}

function refusedOfSome(values: readonly unknown[], shape: Shape, path: string): string | undefined {
  if (shape.type !== 'structure' && shape.type !== 'list' && shape.type !== 'map') return undefined
  for (const value of values) {
    const refusal = refusedMember(value, shape, path)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

function refusedOfStructure(
  value: Input,
  { members, notSimulated }: Structure,
  path: string,
): string | undefined {
  for (const name of Object.keys(value)) {
    const shape = members[name]?.shape
    if (!shape) return unknownMember(name, path)
    if (notSimulated.has(name) && !isOff(value[name])) {
      return `The local AWS does not simulate the member ${JSON.stringify(name)} of ${path}: leave it out.`
    }
    const refusal = refusedMember(value[name], shape, `${path}.${name}`)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

function unknownMember(name: string, path: string): string {
  return `The local AWS does not simulate the member ${JSON.stringify(name)} of ${path}, which the API does not have: leave it out, or correct its name.`
}

/** The path of the first required member that is missing, in the form of the Query protocol: `Entries.member.1.Id`. */
function missingMember(value: unknown, shape: Shape, path: string): string | undefined {
  switch (shape.type) {
    case 'structure': {
      const prefix = path && `${path}.`
      const name = shape.required.find(each => (value as Input)[each] === undefined)
      if (name !== undefined) return `${prefix}${name}`
      return firstDefined(Object.keys(value as Input), each => {
        const { shape: of, xmlName = each, flattened } = shape.members[each] as Member
        const infix = of.type === 'list' && !flattened ? '.member' : ''
        return missingMember((value as Input)[each], of, `${prefix}${xmlName}${infix}`)
      })
    }
    case 'list':
      return firstDefined((value as unknown[]).keys(), index =>
        missingMember((value as unknown[])[index], shape.member, `${path}.${index + 1}`),
      )
    case 'map':
      return firstDefined(Object.keys(value as Input), key =>
        missingMember((value as Input)[key], shape.value, `${path}.${key}`),
      )
    default:
      return undefined
  }
}

function firstDefined<T>(items: Iterable<T>, find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}

function violationsOf(value: unknown, shape: Shape, path: string): string[] {
  switch (shape.type) {
    case 'structure':
      return structureViolations(value as Input, shape, `${path}.`)
    case 'list':
      return listViolations(value as unknown[], shape, path)
    case 'map':
      return mapViolations(value as Input, shape, path)
    case 'string':
      return stringViolations(value as string, shape, path)
    case 'blob': {
      const bytes = Buffer.byteLength(value as string, 'base64')
      return lengthViolations(bytes, shape, `java.nio.HeapByteBuffer[pos=0 lim=${bytes} cap=${bytes}]`, path)
    }
    case 'integer':
      return boundViolations('value', value as number, shape, String(value), path)
    default:
      return []
  }
}

function structureViolations(value: Input, { members, required }: Structure, prefix: string): string[] {
  const missing = required
    .filter(name => value[name] === undefined)
    .map(
      name =>
        `Value null at '${prefix}${lowerFirst(name)}' failed to satisfy constraint: Member must not be null`,
    )
  const wrong = Object.keys(value).flatMap(name =>
    violationsOf(value[name], members[name]?.shape as Shape, `${prefix}${lowerFirst(name)}`),
  )
  return [...missing, ...wrong]
}

function listViolations(list: readonly unknown[], shape: List, path: string): string[] {
  const text = () => `[${list.map(textOf).join(', ')}]`
  return [...lengthViolations(list.length, shape, text, path), ...memberViolations(list, shape, text, path)]
}

/** Lists report violations of each structure separately, but those of texts for the list as a whole. */
function memberViolations(
  list: readonly unknown[],
  { member: shape }: List,
  text: () => string,
  path: string,
): string[] {
  if (shape.type !== 'string') {
    return list.flatMap((member, index) => violationsOf(member, shape, `${path}.${index + 1}.member`))
  }
  const wrong = list.some(member => !textConforms(member as string, shape))
  return wrong ? [violation(text(), path, `Member ${constraintsOf(shape)}`)] : []
}

/** Maps report violations of each structure separately, but those of keys and texts for the map as a whole. */
function mapViolations(map: Input, { key, value: shape, ...bounds }: MapShape, path: string): string[] {
  const text = () =>
    `{${Object.entries(map)
      .map(([name, member]) => `${name}=${textOf(member)}`)
      .join(', ')}}`
  const violations = lengthViolations(Object.keys(map).length, bounds, text, path)
  if (Object.keys(map).some(name => !textConforms(name, key))) {
    violations.push(violation(text(), path, `Map keys ${constraintsOf(key)}`))
  }
  if (shape.type !== 'string') {
    const wrong = Object.keys(map).flatMap(name => violationsOf(map[name], shape, `${path}.${name}.member`))
    return [...violations, ...wrong]
  }
  if (Object.values(map).some(value => !textConforms(value as string, shape))) {
    violations.push(violation(text(), path, `Map value ${constraintsOf(shape)}`))
  }
  return violations
}

function constraintsOf({ minimum, maximum, values }: Text): string {
  const constraints = [
    maximum !== undefined && `Member must have length less than or equal to ${maximum}`,
    minimum !== undefined && `Member must have length greater than or equal to ${minimum}`,
    values && `Member must satisfy enum value set: [${values.join(', ')}]`,
  ]
  return `must satisfy constraint: [${constraints.filter(Boolean).join(', ')}]`
}

function stringViolations(value: string, shape: Text, path: string): string[] {
  const violations = lengthViolations(value.length, shape, value, path)
  // Skips the pattern for a text that is too long anyway.
  if (value.length > (shape.maximum ?? Number.POSITIVE_INFINITY)) return violations
  if (shape.pattern && !shape.pattern.test(value)) {
    const pattern = shape.pattern.source.replace(/^\^(?:\(\?:)?|\)?\$$/g, '')
    violations.push(violation(value, path, `Member must satisfy regular expression pattern: ${pattern}`))
  }
  if (shape.values && !shape.values.includes(value)) {
    violations.push(
      violation(value, path, `Member must satisfy enum value set: [${shape.values.join(', ')}]`),
    )
  }
  return violations
}

function lengthViolations(
  length: number,
  bounds: { minimum?: number; maximum?: number },
  text: string | (() => string),
  path: string,
): string[] {
  return boundViolations('length', length, bounds, text, path)
}

function boundViolations(
  measure: 'length' | 'value',
  amount: number,
  { minimum, maximum }: { minimum?: number; maximum?: number },
  text: string | (() => string),
  path: string,
): string[] {
  const shown = () => (typeof text === 'string' ? text : text())
  if (minimum !== undefined && amount < minimum) {
    return [violation(shown(), path, `Member must have ${measure} greater than or equal to ${minimum}`)]
  }
  if (maximum !== undefined && amount > maximum) {
    return [violation(shown(), path, `Member must have ${measure} less than or equal to ${maximum}`)]
  }
  return []
}

const MAX_TEXT_CHARACTERS = 1024

function violation(value: string, path: string, constraint: string): string {
  const shown = value.length > MAX_TEXT_CHARACTERS ? `${value.slice(0, MAX_TEXT_CHARACTERS)}…` : value
  return `Value '${shown}' at '${path}' failed to satisfy constraint: ${constraint}`
}

/** Structures are not written in full: AWS shows a class name instead. */
function textOf(value: unknown): string {
  return typeof value === 'object' ? '{…}' : String(value)
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}

const validation = (message: string) =>
  new AwsError('ValidationException', message, { queryCode: 'ValidationError' })

/** The type of `value` differs from the one in the service's model at `path`. */
function wrongType(value: unknown, expected: string, path: string): AwsError {
  const given = value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value
  return malformedInput(`${path} must be a ${expected}, but was sent as ${given}.`)
}
