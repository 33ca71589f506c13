import { AwsError } from '../aws-error.ts'
import type { PrincipalCaller } from './caller.ts'
import type { Permission } from './permission.ts'

/** The error of one service for a denied request. */
interface Answer {
  code: string
  statusCode: number
  queryCode?: string
  /** The format of the action in its message. */
  action?: (action: string) => string
  /** The format of the resource in its message. */
  resource?: (resource: string) => string
}

/** "You do not have sufficient access to perform this action" (common errors of the JSON protocols). */
const BY_DEFAULT: Answer = { code: 'AccessDeniedException', statusCode: 400 }
/** The default of the Query protocol. */
const QUERY: Answer = { code: 'AccessDenied', statusCode: 403 }
/** The default of the REST protocols. */
const REST: Answer = { code: 'AccessDeniedException', statusCode: 403 }

const ANSWERS: Readonly<Record<string, Answer>> = {
  cloudformation: QUERY,
  cloudwatch: { ...BY_DEFAULT, queryCode: 'AccessDenied' },
  iam: QUERY,
  lambda: REST,
  s3: { code: 'AccessDenied', statusCode: 403, resource: resource => JSON.stringify(resource) },
  ses: REST,
  // "The user has been denied access to the requested resource" (API reference, Publish).
  sns: {
    code: 'AuthorizationErrorException',
    queryCode: 'AuthorizationError',
    statusCode: 403,
    action: action => action.replace('sns', 'SNS'),
  },
  // SQS writes actions in lower case (aws/serverless-application-model#3633).
  sqs: {
    code: 'AccessDeniedException',
    queryCode: 'AccessDenied',
    statusCode: 403,
    action: action => action.toLowerCase(),
  },
  sts: QUERY,
  xray: REST,
}

/** The policy with the deny, as the message names it. */
const POLICIES = {
  identity: 'an identity-based policy',
  boundary: 'a permissions boundary',
  resource: 'a resource-based policy',
} as const

const asItIs = (text: string) => text

/**
 * The error of the action's service for a caller whose policy explicitly denies the action.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function accessDenied(
  { arn }: PrincipalCaller,
  permission: Permission,
  where: keyof typeof POLICIES,
): AwsError {
  const [service = ''] = permission.action.split(':')
  const {
    code,
    statusCode,
    queryCode,
    action = asItIs,
    resource = asItIs,
  } = Object.hasOwn(ANSWERS, service) ? (ANSWERS[service] as Answer) : BY_DEFAULT
  return new AwsError(
    code,
    `User: ${arn} is not authorized to perform: ${action(permission.action)} on resource: ${resource(permission.resource)} with an explicit deny in ${POLICIES[where]}`,
    { statusCode, queryCode },
  )
}
