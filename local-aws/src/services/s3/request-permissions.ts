import type { Account } from '../../account.ts'
import { neededPermissions } from '../../identity/needed-permissions.ts'
import type { Permission } from '../../identity/permission.ts'

/** What an operation is about; without a key the bucket, without a bucket all of them. */
export interface Addressed {
  bucket: string
  key: string
  /** `versionId` names a version. */
  query?: URLSearchParams
}

/**
 * What whoever asks S3 for an operation must be permitted. For a version that is named the actions are others:
 * `s3:GetObjectVersion` for `s3:GetObject` (Service Authorization Reference, S3).
 *
 * @param operation as the API reference calls it
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
