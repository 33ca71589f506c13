import { dryRun } from './errors.ts'

/**
 * "Checks if your request will succeed": must be called when the request would succeed.
 *
 * @throws AwsError `DryRunOperationException`
 */
export function checkNoDryRun({ DryRun }: { DryRun?: boolean | undefined }): void {
  if (!DryRun) return
  throw dryRun()
}
