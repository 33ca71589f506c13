import type { Connection } from '../clients/connection.ts'
import { signedFetch } from '../clients/signed-request.ts'

/** A statement that has allowed requests, as the local AWS describes it. */
export interface GrantInUse {
  /** The name of the role, or the ARN of the resource. */
  readonly owner: string
  /** Of an inline policy, its name. */
  readonly policy: string
  readonly kind: 'identity' | 'resource' | 'trust'
  readonly sid?: string
  /** Its number in the policy, from 1. */
  readonly statement: number
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  /** Those of its actions and resources that were used together. */
  readonly pairs: readonly (readonly [action: string | null, resource: string | null])[]
}

/** Requests that were denied for one reason. */
export interface Denial {
  /** The name of a role, a service principal, the ARN of a user, or `anonymous`. */
  readonly who: string
  /** The ARN of the principal, or of the resource that the service acts for. */
  readonly caller?: string
  readonly action: string
  readonly resource: string
  /** Whether a statement denies it; otherwise, none allows it. */
  readonly explicit: boolean
  readonly reason: string
  readonly count: number
}

/** What the policies have decided since the local AWS started. */
export interface Decisions {
  readonly grants: readonly GrantInUse[]
  readonly denials: readonly Denial[]
}

/** No local AWS of this version answers there, or none whose credentials are known: an account tells nothing of this. */
export class NoDecisionsError extends Error {
  override readonly name = 'NoDecisionsError'
}

/**
 * @param endpoint of the local AWS
 * @throws NoDecisionsError
 */
export async function readDecisions(connection: Connection, endpoint: string): Promise<Decisions> {
  const request = signedFetch(connection, 'iam')
  const page = async (name: string) => {
    const response = await request('GET', `${endpoint}/_aws/iam/${name}`).catch(cause => {
      throw unreachable(endpoint, cause)
    })
    if (response.ok) return response.json()
    throw new NoDecisionsError(
      `${endpoint} answered ${response.status} to GET /_aws/iam/${name}: ${(await response.text()).slice(0, 500)}`,
    )
  }
  const [{ grants }, { denials }] = (await Promise.all([page('grants'), page('denials')])) as [
    Pick<Decisions, 'grants'>,
    Pick<Decisions, 'denials'>,
  ]
  return { grants, denials }
}

function unreachable(endpoint: string, cause: unknown): unknown {
  const { name, code } = cause as NodeJS.ErrnoException
  if (name !== 'CredentialsProviderError' && code !== 'ECONNREFUSED') return cause
  const why = code === 'ECONNREFUSED' ? 'Nothing answers' : 'No local AWS of yours runs'
  return new NoDecisionsError(
    `${why} at ${endpoint}: start one by npm start, and name the address that it prints.`,
    {
      cause,
    },
  )
}
