/** A policy that breaks the grammar of policies, or that says something which is not simulated. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError'
}

const MAX_SHOWN_CHARACTERS = 200

/** A value of a policy for an error message: bounded, however long or deep the policy is. */
export function shown(value: unknown): string {
  if (value === undefined) return 'missing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = JSON.stringify(value)
  return text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…` : text
}
