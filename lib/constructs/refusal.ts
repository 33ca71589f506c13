import type { Construct } from 'constructs'

/** Settings that AWS would accept although they cannot work, or would refuse halfway through a deployment. */
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

/** {@link refuse} for rules without the construct and the name of the setting; the caller adds both. */
export type Refuse = (reason: string, remedy: string) => never
