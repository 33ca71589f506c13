import { dryRun } from './errors.ts'

/**
 * "Checks if your request will succeed": call it once it would.
 *
 * @throws AwsError `DryRunOperationException`
 */
export function checkNoDryRun({ DryRun }: { DryRun?: boolean | undefined }): void {
  if (!DryRun) return
  throw dryRun()
}
