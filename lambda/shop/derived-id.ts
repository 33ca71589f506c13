import { v5 as uuidv5 } from 'uuid'

/** The namespace of the shop's derived ids: the UUIDv5 of `urn:messaging:shop` in the URL namespace. */
const NAMESPACE = uuidv5('urn:messaging:shop', uuidv5.URL)

/** The id of the one thing of its kind that follows from a purchase: the same whenever it is asked for. */
export function derivedId(kind: 'receipt' | 'flag', purchaseId: string): string {
  return uuidv5(`${kind}:${purchaseId}`, NAMESPACE)
}
