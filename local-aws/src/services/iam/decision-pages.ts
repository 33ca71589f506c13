import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Account } from '../../account.ts'
import type { PathHandler } from '../../api/front-door/front-door.ts'
import { AwsError } from '../../aws-error.ts'
import type { Caller } from '../../identity/caller.ts'
import type { CredentialStore } from '../../identity/credentials.ts'
import { holderOf, type LoggedDecision, ownerOf } from '../../identity/decision-log.ts'
import { becauseOf, type DeniedRequests } from '../../identity/denials.ts'
import type { GrantInUse } from '../../identity/grants-in-use.ts'
import type { Statement } from '../../identity/policies/policy.ts'
import { SignatureVerifier } from '../../identity/signature.ts'

/** The permission to look up what was asked of an account, which CloudTrail demands for its events. */
const LOOK_UP = { action: 'cloudtrail:LookupEvents', resource: '*' }

type Page = (query: URLSearchParams) => object

/**
 * What the policies of the account have decided, as JSON. Requests are signed for `iam`, and their caller needs
 * `cloudtrail:LookupEvents`.
 *
 * - `GET /_aws/iam/decisions`: the latest 10,000, newest last. `who`, `action`, `resource` and `allowed` (`true`, `false`)
 *   select those that are equal to them.
 *   `{ "decisions": [{ "at", "who", "caller", "action", "resource", "keys", "allowed", "statements", "reason" }] }`
 * - `GET /_aws/iam/denials`: all since the start, counted by who was denied what and why.
 *   `{ "denials": [{ "who", "caller", "action", "resource", "explicit", "reason", "count", "firstAt", "lastAt" }] }`
 * - `GET /_aws/iam/grants`: which statements have allowed requests since the start, by which of their actions and resources.
 *   `{ "grants": [{ "owner", "policy", "kind", "sid", "statement", "actions", "resources", "pairs": [["sqs:*", "arn:…"]] }] }`
 *
 * `who` is the name of a role, a service principal, the ARN of a user, or `anonymous`. `owner` is what a policy is attached
 * to: the name of a role, or the ARN of a resource. `caller` is the ARN of the principal, or of the resource that a service
 * acts for. `statement` is its number in the policy, from 1.
 */
export class DecisionPages implements PathHandler {
  readonly prefix = '/_aws/iam/'
  readonly #account: Account
  readonly #signatures: SignatureVerifier
  readonly #pages: ReadonlyMap<string, Page>

  constructor(account: Account, credentials: CredentialStore) {
    this.#account = account
    this.#signatures = new SignatureVerifier(account, credentials)
    const { log } = account.authorization
    this.#pages = new Map<string, Page>([
      ['decisions', query => ({ decisions: log.latest().filter(asked(query)).map(describeDecision) })],
      ['denials', () => ({ denials: log.denials.all().map(describeDenial) })],
      ['grants', () => ({ grants: log.grants.all().map(describeGrant) })],
    ])
  }

  serve(request: IncomingMessage, response: ServerResponse): void {
    const { method = 'GET', url = '/', rawHeaders } = request
    if (method !== 'GET') {
      response.writeHead(405, { allow: 'GET' }).end()
      return
    }
    const { pathname, searchParams } = new URL(url, 'http://localhost')
    try {
      const signed = { method, url, rawHeaders, body: Buffer.alloc(0) }
      this.#account.authorization.check(this.#signatures.verify(signed, 'iam'), [LOOK_UP])
      const page = this.#pages.get(pathname.slice(this.prefix.length))
      if (!page) throw unknownPage(pathname)
      answer(response, 200, page(searchParams))
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      answer(response, error.statusCode, { __type: error.code, message: error.message })
    }
  }
}

function unknownPage(path: string): AwsError {
  return new AwsError(
    'NotFound',
    `There is no ${JSON.stringify(path)}: ask for /_aws/iam/decisions, /_aws/iam/denials or /_aws/iam/grants.`,
    { statusCode: 404 },
  )
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function asked(query: URLSearchParams): (decision: LoggedDecision) => boolean {
  return ({ who, permission: { action, resource }, decision: { allowed } }) =>
    Object.entries({ who, action, resource, allowed: String(allowed) }).every(
      ([name, value]) => !query.has(name) || query.get(name) === value,
    )
}

function describeDecision({ at, who, caller, permission, decision }: LoggedDecision): object {
  const { action, resource, keys } = permission
  const matches = decision.allowed ? decision.by : decision.by ? [decision.by] : []
  return {
    at: new Date(at).toISOString(),
    who,
    caller: arnOf(caller),
    action,
    resource,
    keys,
    allowed: decision.allowed,
    statements: matches.map(match => describeStatement(match.statement, ownerOf(match, who, permission))),
    reason: decision.allowed ? undefined : becauseOf(decision, who, holderOf(resource)),
  }
}

function describeDenial({ who, caller, permission, denial, count, firstAt, lastAt }: DeniedRequests): object {
  const { action, resource } = permission
  return {
    who,
    caller: arnOf(caller),
    action,
    resource,
    explicit: denial.by !== undefined,
    reason: becauseOf(denial, who, holderOf(resource)),
    count,
    firstAt: new Date(firstAt).toISOString(),
    lastAt: new Date(lastAt).toISOString(),
  }
}

function arnOf(caller: Caller | undefined): string | undefined {
  return caller?.kind === 'service' ? caller.sourceArn : caller?.arn
}

function describeGrant({ statement, owner, pairs }: GrantInUse): object {
  const { actions, resources } = statement
  return { ...describeStatement(statement, owner), actions, resources, pairs }
}

function describeStatement({ policy, sid, index }: Statement, owner: string): object {
  return { owner, policy: policy.name, kind: policy.kind, sid, statement: index + 1 }
}
