import type { Account } from '../../account.ts'
import { type Input, KNOWN_LATER, text } from './find-resources.ts'

/** The workgroup of queries that name none. */
const PRIMARY = 'primary'
/** Operations on executions and saved queries, whose workgroup only Athena knows. */
const BY_ID = /^(?:BatchGet|Delete|Get|Stop|Update)(?:NamedQuery|QueryExecution|QueryResults)$/
const WITHOUT_RESOURCE = ['ListDataCatalogs', 'ListEngineVersions', 'ListWorkGroups']

/**
 * Workgroups, and data catalogs.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonathena.html
 */
export function athenaResources(
  input: Input,
  account: Account,
  operation: string,
): readonly (string | undefined)[] {
  if (WITHOUT_RESOURCE.includes(operation)) return [undefined]
  const tagged = text(input.ResourceARN)
  if (tagged !== undefined) return [tagged]
  const catalog = operation === 'GetDataCatalog' ? text(input.Name) : text(input.CatalogName)
  if (catalog !== undefined) return [account.arn('athena', `datacatalog/${catalog}`)]
  const group = operation === 'CreateWorkGroup' ? text(input.Name) : text(input.WorkGroup)
  if (group === undefined && BY_ID.test(operation)) return KNOWN_LATER
  return [account.arn('athena', `workgroup/${group ?? PRIMARY}`)]
}
