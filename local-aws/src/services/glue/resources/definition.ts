import { checkInput } from '../../../api/check-input.ts'
import type { Structure } from '../../../api/input-shape.ts'
import { TemplateError } from '../../../template/template.ts'

/**
 * A definition in a template, checked like that of an API request. CloudFormation accepts numbers and booleans as text.
 *
 * @param property the property that contains the definition
 * @throws TemplateError with the reason
 */
export function definitionOf<Definition extends object>(
  given: object,
  shape: Structure,
  property: string,
): Definition {
  const definition = typed(given, shape)
  checkInput(property, definition, shape)
  return definition as Definition
}

function typed(value: unknown, shape: Structure['members'][string]): unknown {
  if (shape.type === 'structure' && isRecord(value)) {
    return mapValues(value, (member, name) => {
      const described = Object.hasOwn(shape.members, name) ? shape.members[name] : undefined
      return described ? typed(member, described) : member
    })
  }
  if (shape.type === 'list' && Array.isArray(value)) return value.map(member => typed(member, shape.member))
  if (shape.type === 'map' && isRecord(value)) return mapValues(value, member => typed(member, shape.value))
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

/** @throws TemplateError for a catalog of another account */
export function checkCatalogId(catalogId: string, accountId: string): void {
  if (catalogId === accountId) return
  throw new TemplateError(
    `the property "CatalogId" must be the account ${accountId} that the stacks are synthesized for, not ${JSON.stringify(catalogId)}`,
  )
}
