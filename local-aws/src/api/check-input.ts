import { AwsError } from '../aws-error.ts'
import type { Shape, Structure, Text } from './input-shape.ts'

/**
 * Validates a request before its action runs.
 *
 * @param operation the name in the API reference
 * @throws AwsError `SerializationException` for a wrong type, `ValidationException` with all violations of the model,
 * and for members that are not simulated
 */
export function checkInput(operation: string, input: unknown, shape: Structure): void {
  checkType(input, shape, operation)
  const violations = structureViolations(input as Record<string, unknown>, shape, '')
  if (violations.length === 0) return
  throw validation(
    `${violations.length} validation error${violations.length > 1 ? 's' : ''} detected: ${violations.join('; ')}`,
  )
}

function checkType(value: unknown, shape: Shape, path: string): void {
  switch (shape.type) {
    case 'structure':
      return checkStructure(value, shape, path)
    case 'list':
      if (!Array.isArray(value)) throw wrongType(value, 'list', path)
      for (const member of value) checkType(member, shape.member, path)
      return
    case 'map':
      if (!isObject(value)) throw wrongType(value, 'map', path)
      for (const member of Object.values(value)) checkType(member, shape.value, path)
      return
    case 'blob':
      if (typeof value !== 'string' || !isBase64(value)) throw wrongType(value, 'base64 blob', path)
      return
    case 'integer':
      if (!Number.isSafeInteger(value)) throw wrongType(value, 'integer', path)
      return
    case 'timestamp':
      if (!Number.isFinite(value)) throw wrongType(value, 'timestamp in seconds', path)
      return
    default:
      if (typeof value !== shape.type) throw wrongType(value, shape.type, path)
  }
}

/** A null member counts as missing. */
function checkStructure(value: unknown, { members }: Structure, path: string): void {
  if (!isObject(value)) throw wrongType(value, 'structure', path)
  for (const [name, member] of Object.entries(value)) {
    const shape = Object.hasOwn(members, name) ? members[name] : undefined
    if (member === null) delete value[name]
    else if (shape === undefined)
      throw validation(
        `The local AWS does not simulate the member ${JSON.stringify(name)} of ${path}: leave it out.`,
      )
    else checkType(member, shape, `${path}.${name}`)
  }
}

function violationsOf(value: unknown, shape: Shape, path: string): string[] {
  switch (shape.type) {
    case 'structure':
      return structureViolations(value as Record<string, unknown>, shape, `${path}.`)
    case 'list': {
      const list = value as unknown[]
      const text = `[${list.map(textOf).join(', ')}]`
      return [
        ...lengthViolations(list.length, shape, text, path),
        ...memberViolations(list, shape, text, path),
      ]
    }
    case 'map':
      return mapViolations(value as Record<string, unknown>, shape, path)
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

function structureViolations(value: Record<string, unknown>, shape: Structure, prefix: string): string[] {
  const missing = shape.required
    .filter(name => value[name] === undefined)
    .map(
      name =>
        `Value null at '${prefix}${lowerFirst(name)}' failed to satisfy constraint: Member must not be null`,
    )
  const wrong = Object.entries(value).flatMap(([name, member]) =>
    violationsOf(member, shape.members[name] as Shape, `${prefix}${lowerFirst(name)}`),
  )
  return [...missing, ...wrong]
}

function mapViolations(
  value: Record<string, unknown>,
  shape: Shape & { type: 'map' },
  path: string,
): string[] {
  const entries = Object.entries(value)
  const wrong = (part: 0 | 1, member: Text) =>
    entries.some(entry => violationsOf(entry[part], member, path).length > 0)
  const text = `{${entries.map(([key, member]) => `${key}=${textOf(member)}`).join(', ')}}`
  return [
    ...lengthViolations(entries.length, shape, text, path),
    ...(wrong(0, shape.key) ? [violation(text, path, `Map keys ${constraintsOf(shape.key)}`)] : []),
    ...(wrong(1, shape.value) ? [violation(text, path, `Map value ${constraintsOf(shape.value)}`)] : []),
  ]
}

/** Lists report violations of each structure separately, but those of texts for the list as a whole. */
function memberViolations(
  list: readonly unknown[],
  { member: shape }: Shape & { type: 'list' },
  text: string,
  path: string,
): string[] {
  if (shape.type === 'structure') {
    return list.flatMap((member, index) => violationsOf(member, shape, `${path}.${index + 1}.member`))
  }
  const wrong = list.some(member => violationsOf(member, shape, path).length > 0)
  return wrong ? [violation(text, path, `Member ${constraintsOf(shape)}`)] : []
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
  text: string,
  path: string,
): string[] {
  return boundViolations('length', length, bounds, text, path)
}

function boundViolations(
  measure: 'length' | 'value',
  amount: number,
  { minimum, maximum }: { minimum?: number; maximum?: number },
  text: string,
  path: string,
): string[] {
  if (minimum !== undefined && amount < minimum) {
    return [violation(text, path, `Member must have ${measure} greater than or equal to ${minimum}`)]
  }
  if (maximum !== undefined && amount > maximum) {
    return [violation(text, path, `Member must have ${measure} less than or equal to ${maximum}`)]
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

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether the text is canonical base64: `YQ==` is, but `YR==` has trailing bits that belong to no byte. */
function isBase64(text: string): boolean {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return false
  const end = text.slice(-4)
  return Buffer.from(end, 'base64').toString('base64') === end
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}

const validation = (message: string) => new AwsError('ValidationException', message)

/** The type of `value` differs from the one in the service's model at `path`. */
function wrongType(value: unknown, expected: string, path: string): AwsError {
  const given = Array.isArray(value) ? 'list' : typeof value
  return new AwsError('SerializationException', `${path} must be a ${expected}, but was sent as ${given}.`)
}
