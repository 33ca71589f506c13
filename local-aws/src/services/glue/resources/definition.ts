import { checkInput } from '../../../api/model/check-input.ts'
import type { Structure } from '../../../api/model/input-shape.ts'
import { shapedValue } from '../../../template/shaped-value.ts'
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
  const definition = shapedValue(given, shape)
  checkInput(property, definition, shape)
  return definition as Definition
}

/** @throws TemplateError for a catalog of another account */
export function checkCatalogId(catalogId: string, accountId: string): void {
  if (catalogId === accountId) return
  throw new TemplateError(
    `the property "CatalogId" must be the account ${accountId} that the stacks are synthesized for, not ${JSON.stringify(catalogId)}`,
  )
}
