import { type DerivedId, derivedIds } from '../runtime/derived-id.ts'

/** Ids of what follows from a purchase. */
export const derivedId: DerivedId = derivedIds('shop')
