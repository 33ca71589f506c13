import type { Account } from '../src/account.ts'
import { setRolePolicies } from './role-policies.ts'

/** An action and a resource: `s3:GetObject arn:aws:s3:::bucket/key`. */
export type NeededPermission = `${string}:${string} ${string}`

/** The same action on each resource. */
export function on(action: string, ...resources: string[]): NeededPermission[] {
  return resources.map(resource => `${action} ${resource}` as NeededPermission)
}

/** Lets a role do exactly this. */
export function grant(account: Account, role: string, permissions: readonly string[]): void {
  const statements = permissions.map(permission => {
    const [Action, Resource] = permission.split(' ')
    return { Effect: 'Allow', Action, Resource }
  })
  setRolePolicies(account, role, statements.length === 0 ? [] : [{ Statement: statements }])
}

/** What an SDK call throws. */
interface CallError {
  name: string
  message: string
  $metadata?: { httpStatusCode?: number }
}

/**
 * The permission that a call is denied for; `unsaid` where the answer does not say it, as that of a HEAD request. Undefined
 * for a call that is not denied, even if it fails for another reason.
 */
export async function denialOf(call: Promise<unknown>): Promise<string | undefined> {
  const error = await call.then(
    () => undefined,
    thrown => thrown as CallError,
  )
  const denied = error?.name === 'AccessDeniedException' || error?.$metadata?.httpStatusCode === 403
  if (!error || !denied) return undefined
  const [, action, resource] = /perform: (\S+) on resource: "?([^"\s]+)"?/.exec(error.message) ?? []
  return action === undefined ? 'unsaid' : `${action} ${resource}`
}

/** The call passes with exactly these permissions of the role, and without any of them is denied for it. */
export async function expectNeeded(
  { account, role }: { account: Account; role: string },
  needed: readonly NeededPermission[],
  call: () => Promise<unknown>,
): Promise<void> {
  for (const missing of needed) {
    const others = needed.filter(permission => permission !== missing)
    grant(account, role, others)
    expect([missing, 'unsaid']).toContain(await denialOf(call()))
  }
  grant(account, role, needed)
  expect(await denialOf(call())).toBeUndefined()
}

/**
 * `OK`, or the action and the resource that a call is denied for: `kms:Encrypt on resource: <ARN>`.
 *
 * @throws what a call throws that fails for another reason
 */
export async function outcomeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return 'OK'
  } catch (error) {
    const { name, message } = error as CallError
    if (name !== 'AccessDeniedException') throw error
    return /perform: (\S+ on resource: \S+)/.exec(message)?.[1] ?? message
  }
}
