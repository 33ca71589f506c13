import type { Shape } from '../api/model/input-shape.ts'

/**
 * A value of a template in the types of an API: CloudFormation accepts numbers and booleans as text, and the reverse.
 */
export function shapedValue(value: unknown, shape: Shape): unknown {
  if (shape.type === 'structure' && isRecord(value)) {
    return mapValues(value, (member, name) => {
      const described = shape.members[name]
      return described ? shapedValue(member, described.shape) : member
    })
  }
  if (shape.type === 'list' && Array.isArray(value))
    return value.map(member => shapedValue(member, shape.member))
  if (shape.type === 'map' && isRecord(value))
    return mapValues(value, member => shapedValue(member, shape.value))
  return scalar(value, shape.type)
}

function scalar(value: unknown, type: string): unknown {
  if (type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return String(value)
  if (type === 'integer' && typeof value === 'string' && /^-?\d+$/.test(value)) return Number(value)
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  return value
}

function mapValues(
  record: Readonly<Record<string, unknown>>,
  change: (value: unknown, name: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name)]))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
