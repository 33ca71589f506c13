import { storedPolicy } from '../../../identity/policies/stored-policy.ts'
import type { Bucket } from '../bucket.ts'
import { accessDenied, s3Error } from '../errors.ts'
import { type GrantingStatement, isPublic } from './public-policy.ts'

interface Statement extends GrantingStatement {
  NotPrincipal?: unknown
  Action?: unknown
  NotAction?: unknown
  Resource?: unknown
  NotResource?: unknown
}

/** "Bucket policies are limited to 20 KB in size." */
const MAX_POLICY_BYTES = 20 * 1024

/**
 * @throws AwsError `MalformedPolicy`, `PolicyTooLarge`; `AccessDenied` if it grants access that the public access block
 * prevents
 */
export function setBucketPolicy(bucket: Bucket, text: string): void {
  if (Buffer.byteLength(text) > MAX_POLICY_BYTES) {
    throw s3Error(400, 'PolicyTooLarge', `Bucket policies are limited to ${MAX_POLICY_BYTES} bytes.`)
  }
  const statements = statementsOf(text)
  for (const statement of statements) checkStatement(statement, bucket)
  const compiled = storedPolicy(text, { name: bucket.arn, kind: 'resource' }, malformed)
  const isOpen = statements.some(isPublic)
  if (isOpen && bucket.settings.publicAccessBlock?.BlockPublicPolicy) {
    throw accessDenied(
      'Access Denied: public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.',
    )
  }
  bucket.settings.policy = { document: text, compiled, public: isOpen }
}

function statementsOf(text: string): Statement[] {
  const document = parseJson(text)
  if (typeof document !== 'object' || document === null) throw notJson()
  const { Statement } = document as { Statement?: Statement | Statement[] }
  if (Statement === undefined) throw malformed('Missing required field Statement')
  return [Statement].flat()
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw notJson()
  }
}

function checkStatement(statement: Statement, bucket: Bucket): void {
  const { Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource } = statement
  if (Effect !== 'Allow' && Effect !== 'Deny') throw malformed(`Invalid effect : ${String(Effect)}`)
  if ((Principal ?? NotPrincipal) === undefined) throw malformed('Missing required field Principal')
  if ((Action ?? NotAction) === undefined) throw malformed('Missing required field Action')
  const resources = [Resource ?? NotResource ?? []].flat()
  if (resources.length === 0) throw malformed('Missing required field Resource')
  const elsewhere = resources.some(arn => arn !== bucket.arn && !String(arn).startsWith(`${bucket.arn}/`))
  if (elsewhere) throw malformed('Policy has invalid resource')
}

const malformed = (message: string) => s3Error(400, 'MalformedPolicy', message)

const notJson = () => malformed("Policies must be valid JSON and the first byte must be '{'")
