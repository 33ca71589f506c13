import { type DerivedId, derivedIds } from '../shared/derived-id.ts'

/** Ids of what follows from a purchase. */
export const derivedId: DerivedId = derivedIds('shop')
