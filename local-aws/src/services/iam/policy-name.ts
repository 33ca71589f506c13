import { validationError } from './errors.ts'

/**
 * "Upper and lowercase alphanumeric characters with no spaces" and `_+=,.@-`, up to 128 (API reference, PutRolePolicy).
 *
 * @throws AwsError `ValidationError`
 */
export function checkPolicyName(name: string | undefined): void {
  if (/^[\w+=,.@-]{1,128}$/.test(name ?? '')) return
  throw validationError(
    `PolicyName must be 1 to 128 letters, digits or "_+=,.@-", not ${JSON.stringify(name) ?? 'missing'}.`,
  )
}
