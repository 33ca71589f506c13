import { v5 as uuidv5 } from 'uuid'

/** Makes the id of the one thing of its kind that follows from others: the same whenever it is asked for. */
export type DerivedId = (kind: string, ...from: readonly string[]) => string

/**
 * The derived ids of a domain. Its namespace is the UUIDv5 of `urn:messaging:<domain>` in the URL namespace.
 *
 * What an id follows from is joined by colons: of several ids only the last may have one in it.
 */
export function derivedIds(domain: string): DerivedId {
  const namespace = uuidv5(`urn:messaging:${domain}`, uuidv5.URL)
  return (kind, ...from) => uuidv5([kind, ...from].join(':'), namespace)
}
