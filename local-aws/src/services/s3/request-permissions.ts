import type { Account } from '../../account.ts'
import { neededPermissions } from '../../identity/needed-permissions.ts'
import type { Permission } from '../../identity/permission.ts'

/** The target of an operation: the bucket if there is no key, all buckets if there is no bucket. */
export interface Addressed {
  bucket: string
  key: string
  /** `versionId` selects a version. */
  query?: URLSearchParams
}

/**
 * The permissions that a caller needs for an operation of S3. If a version is given, the actions differ:
 * `s3:GetObjectVersion` instead of `s3:GetObject` (Service Authorization Reference, S3).
 *
 * @param operation the name in the API reference
 */
export function permissionsFor(
  account: Account,
  operation: string,
  { bucket, key, query }: Addressed,
): Permission[] {
  const needed = neededPermissions(account, { service: 's3', operation, input: { bucket, key } })
  if (key === '' || !query?.get('versionId')) return needed
  return needed.map(({ action, resource }) => ({
    action: action.replace(/Object(?!Version)/, 'ObjectVersion'),
    resource,
  }))
}
