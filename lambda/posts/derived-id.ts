import { type DerivedId, derivedIds } from '../shared/derived-id.ts'

/** Ids of what follows from a post. */
export const derivedId: DerivedId = derivedIds('posts')
