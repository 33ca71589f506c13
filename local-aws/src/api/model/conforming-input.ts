import type { List, MapShape, Shape, Structure, Text } from './input-shape.ts'

/** An input whose types are right. */
export type Input = Record<string, unknown>

/** Nested deeper, an input is refused: DynamoDB's items, the deepest there are, have 32 levels. */
export const MAX_DEPTH = 100

/**
 * Whether an input passes all checks unchanged. Nearly every input does, so this walks over it once and builds nothing,
 * neither paths nor messages.
 *
 * @returns false for an input that the checks in `check-input.ts` refuse or change, such as one with a null member
 */
export function conforms(input: unknown, shape: Structure): input is Input {
  return structureConforms(input, shape, 0)
}

function valueConforms(value: unknown, shape: Shape, depth: number): boolean {
  switch (shape.type) {
    case 'string':
      return typeof value === 'string' && textConforms(value, shape)
    case 'structure':
      return structureConforms(value, shape, depth)
    case 'list':
      return listConforms(value, shape, depth)
    case 'map':
      return mapConforms(value, shape, depth)
    case 'blob':
      return typeof value === 'string' && isBase64(value) && blobConforms(value, shape.maximum)
    case 'integer':
      return Number.isSafeInteger(value) && isWithin(value as number, shape)
    case 'boolean':
      return typeof value === 'boolean'
    case 'double':
      return typeof value === 'number'
    case 'number':
    case 'timestamp':
      return Number.isFinite(value)
    case 'document':
      return true
  }
}

function structureConforms(value: unknown, shape: Structure, depth: number): boolean {
  if (!isObject(value) || depth > MAX_DEPTH) return false
  const { members, notSimulated, required } = shape
  for (const name of required) if (value[name] === undefined) return false
  for (const name of Object.keys(value)) {
    const member = value[name]
    const of = members[name]?.shape
    if (!of || member === null || (notSimulated.has(name) && !isOff(member))) return false
    if (!valueConforms(member, of, depth + 1)) return false
  }
  return true
}

function listConforms(value: unknown, shape: List, depth: number): boolean {
  if (!Array.isArray(value) || depth > MAX_DEPTH || !isWithin(value.length, shape)) return false
  for (const member of value) if (!valueConforms(member, shape.member, depth + 1)) return false
  return true
}

function mapConforms(value: unknown, shape: MapShape, depth: number): boolean {
  if (!isObject(value) || depth > MAX_DEPTH) return false
  const names = Object.keys(value)
  if (!isWithin(names.length, shape)) return false
  for (const name of names) {
    if (!textConforms(name, shape.key) || !valueConforms(value[name], shape.value, depth + 1)) return false
  }
  return true
}

/** Whether a text is within the bounds and matches the pattern and values. */
export function textConforms(value: string, shape: Text): boolean {
  if (!isWithin(value.length, shape)) return false
  if (shape.pattern && !shape.pattern.test(value)) return false
  return !shape.values || shape.values.includes(value)
}

function blobConforms(value: string, maximum: number | undefined): boolean {
  return maximum === undefined || Buffer.byteLength(value, 'base64') <= maximum
}

function isWithin(amount: number, { minimum, maximum }: { minimum?: number; maximum?: number }): boolean {
  return (minimum === undefined || amount >= minimum) && (maximum === undefined || amount <= maximum)
}

/** What is switched off needs no simulation. */
export function isOff(value: unknown): boolean {
  return value === false || (Array.isArray(value) && value.length === 0)
}

export function isObject(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The last character before the padding, whose trailing bits belong to no byte. */
const PADDED = /(?:[AQgw]=|[AEIMQUYcgkosw048])=$/

/** Whether the text is canonical base64: `YQ==` is, but `YR==` has trailing bits that belong to no byte. */
export function isBase64(text: string): boolean {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return false
  return !text.endsWith('=') || PADDED.test(text.slice(-3))
}
