import { AwsError } from '../aws-error.ts'
import type { Caller } from './caller.ts'
import type { Permission } from './permission.ts'
import type { Denial } from './policies/decide.ts'

/** The error of one service for a denied request. */
interface Answer {
  code: string
  statusCode: number
  queryCode?: string
  /** The format of the action in its message. */
  action?: (action: string) => string
  /** The format of the resource in its message. */
  resource?: (resource: string) => string
  /** Whether the message says which kind of policy denies. @default true */
  reason?: boolean
  /** Whether the message names `*`, the resource of actions that have none. @default true */
  anyResource?: boolean
  /** The whole message, if it has another form. */
  message?: (caller: Caller | undefined, permission: Permission) => string
}

/** "You do not have sufficient access to perform this action" (common errors of the JSON protocols). */
const BY_DEFAULT: Answer = { code: 'AccessDeniedException', statusCode: 400 }
/** The default of the Query protocol. */
const QUERY: Answer = { code: 'AccessDenied', statusCode: 403 }
/** The default of the REST protocols. */
const REST: Answer = { code: 'AccessDeniedException', statusCode: 403 }

/** By action, otherwise by service. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  cloudformation: QUERY,
  // CloudWatch and X-Ray name no resource for actions that have none (github-aws-runners/terraform-aws-github-runner#3067).
  cloudwatch: { ...BY_DEFAULT, queryCode: 'AccessDenied', anyResource: false },
  iam: QUERY,
  lambda: REST,
  s3: { code: 'AccessDenied', statusCode: 403, resource: resource => JSON.stringify(resource) },
  ses: REST,
  // SES answers for a mail in words of its own (medplum/medplum#10102).
  'ses:SendEmail': {
    ...REST,
    message: (caller, { action, resource }) =>
      `User \`${idOf(caller)}' is not authorized to perform \`${action}' on resource \`${resource}'`,
  },
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
  // STS does not tell whether the role exists, or whom it trusts.
  sts: { ...QUERY, reason: false },
  xray: { ...REST, anyResource: false },
}

/** The kinds of policies, as messages name them. */
const POLICIES = {
  identity: 'identity-based policy',
  boundary: 'permissions boundary',
  resource: 'resource-based policy',
} as const

const asItIs = (text: string) => text

/**
 * The error of the action's service for a request that the policies do not allow.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function accessDenied(caller: Caller | undefined, permission: Permission, denial: Denial): AwsError {
  const answer = answerFor(permission.action)
  const { code, statusCode, queryCode } = answer
  const message = answer.message?.(caller, permission) ?? messageOf(answer, caller, permission, denial)
  return new AwsError(code, message, { statusCode, queryCode })
}

function answerFor(action: string): Answer {
  const service = action.slice(0, action.indexOf(':'))
  const key = [action, service].find(name => Object.hasOwn(ANSWERS, name))
  return (key && ANSWERS[key]) || BY_DEFAULT
}

function messageOf(
  { action = asItIs, resource = asItIs, reason = true, anyResource = true }: Answer,
  caller: Caller | undefined,
  permission: Permission,
  { by, where }: Denial,
): string {
  const name = action(permission.action)
  const named = anyResource || permission.resource !== '*'
  const onResource = named ? ` on resource: ${resource(permission.resource)}` : ''
  const what = `${nameOf(caller)} is not authorized to perform: ${name}${onResource}`
  if (!reason) return what
  return `${what} ${by ? explicitly(where) : `because no ${POLICIES[where]} allows the ${name} action`}`
}

function explicitly(where: Denial['where']): string {
  return `with an explicit deny in ${where === 'identity' ? 'an' : 'a'} ${POLICIES[where]}`
}

function nameOf(caller: Caller | undefined): string {
  return caller?.kind === 'service' ? idOf(caller) : `User: ${idOf(caller)}`
}

function idOf(caller: Caller | undefined): string {
  if (!caller) return 'anonymous'
  return caller.kind === 'service' ? `${caller.service} for ${caller.sourceArn}` : caller.arn
}
