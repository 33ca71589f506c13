/** A policy that breaks the grammar of policies, or that says something which is not simulated. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError'
}
