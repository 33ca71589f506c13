import { type DerivedId, derivedIds } from '../runtime/derived-id.ts'

/** Ids of what follows from a post. */
export const derivedId: DerivedId = derivedIds('posts')
