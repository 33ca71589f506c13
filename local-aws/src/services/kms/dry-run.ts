import { AwsError } from '../../aws-error.ts'

/**
 * "Checks if your request will succeed": called where it would.
 *
 * @throws AwsError `DryRunOperationException`
 */
export function checkNoDryRun({ DryRun }: { DryRun?: boolean | undefined }): void {
  if (!DryRun) return
  throw new AwsError(
    'DryRunOperationException',
    'The request would have succeeded, but the DryRun option is set.',
  )
}
