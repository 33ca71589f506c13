import type { Construct } from 'constructs'

/** A combination of settings that AWS would take and that cannot work, or that AWS would refuse half-way through a deployment. */
export class RefusedError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'RefusedError'
  }
}

/**
 * Stops the synthesis.
 *
 * @param reason what cannot work, with the values
 * @param remedy what to write instead
 */
export function refuse(construct: Construct, reason: string, remedy: string): never {
  throw new RefusedError(`${construct.node.path}: ${reason} ${remedy}`)
}

/** {@link refuse} for rules that know neither the construct nor where in its settings the value is: the caller adds both. */
export type Refuse = (reason: string, remedy: string) => never
