import { AwsError } from '../../aws-error.ts'
import type { Authorization } from '../../identity/authorization.ts'
import type { PrincipalCaller } from '../../identity/caller.ts'
import type { CredentialStore } from '../../identity/credentials.ts'
import type { Permission } from '../../identity/permission.ts'
import { invalid } from './errors.ts'
import type { FunctionConfiguration } from './function-configuration.ts'

export const PUT_TRACE_SEGMENTS: Permission = { action: 'xray:PutTraceSegments', resource: '*' }

/**
 * Checks that Lambda may assume the role of a function, and that the role may do what the function's configuration
 * demands.
 *
 * @throws AwsError `InvalidParameterValueException`
 */
export function checkExecutionRole(
  authorization: Authorization,
  credentials: CredentialStore,
  { arn, name, role, tracing, deadLetterQueueArn }: FunctionConfiguration,
): void {
  const lambda = { kind: 'service', service: 'lambda.amazonaws.com', sourceArn: arn } as const
  if (!authorization.allows(lambda, { action: 'sts:AssumeRole', resource: role })) {
    throw invalid('The role defined for the function cannot be assumed by Lambda.')
  }
  const { accessKeyId } = credentials.assumeRole(role, name)
  const caller = credentials.callerOf(accessKeyId)
  credentials.revoke(accessKeyId)
  if (tracing === 'Active') checkPermission(authorization, caller, PUT_TRACE_SEGMENTS, 'XRAY')
  if (deadLetterQueueArn !== undefined) {
    const permission = { action: 'sqs:SendMessage', resource: deadLetterQueueArn }
    checkPermission(authorization, caller, permission, 'SQS')
  }
}

/**
 * Checks a permission that Lambda needs of a function's role.
 *
 * @param service as the message names it (elastic/beats#13963, coinbase/fenrir#1)
 * @throws AwsError `InvalidParameterValueException`
 */
function checkPermission(
  authorization: Authorization,
  caller: PrincipalCaller,
  permission: Permission,
  service: string,
): void {
  if (authorization.allows(caller, permission)) return
  const [, action] = permission.action.split(':')
  throw invalid(`The provided execution role does not have permissions to call ${action} on ${service}`)
}

/**
 * Checks that who configures a function may pass it the role.
 *
 * @throws AwsError `AccessDeniedException`
 */
export function checkPassRole(
  authorization: Authorization,
  caller: PrincipalCaller,
  roleArn: string | undefined,
): void {
  if (!roleArn) return
  const keys = { 'iam:passedtoservice': 'lambda.amazonaws.com' }
  try {
    authorization.check(caller, [{ action: 'iam:PassRole', resource: roleArn, keys }])
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    // IAM's own denials have another code.
    throw new AwsError('AccessDeniedException', error.message, { statusCode: 403 })
  }
}
