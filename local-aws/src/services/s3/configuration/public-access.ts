import type { ObjectOwnership, PublicAccessBlock } from '../bucket-settings.ts'
import { malformedXml } from '../errors.ts'
import type { XmlShape } from '../xml-document.ts'

/** The members of a public access block. */
export const BLOCKS = [
  'BlockPublicAcls',
  'IgnorePublicAcls',
  'BlockPublicPolicy',
  'RestrictPublicBuckets',
] as const
/** The element `PublicAccessBlockConfiguration`. */
export const PUBLIC_ACCESS_BLOCK: XmlShape = Object.fromEntries(BLOCKS.map(name => [name, 'text'] as const))
/** The element `OwnershipControls`. */
export const OWNERSHIP_CONTROLS = { Rule: { ObjectOwnership: 'text' } } as const
const OWNERSHIPS: readonly string[] = ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']

/** Missing members are false. */
export function publicAccessBlock(given: (name: (typeof BLOCKS)[number]) => unknown): PublicAccessBlock {
  const isBlocked = (name: (typeof BLOCKS)[number]) => String(given(name)).toLowerCase() === 'true'
  return {
    BlockPublicAcls: isBlocked('BlockPublicAcls'),
    IgnorePublicAcls: isBlocked('IgnorePublicAcls'),
    BlockPublicPolicy: isBlocked('BlockPublicPolicy'),
    RestrictPublicBuckets: isBlocked('RestrictPublicBuckets'),
  }
}

/** @throws AwsError `MalformedXML` */
export function objectOwnership(name: string | undefined): ObjectOwnership {
  if (name !== undefined && isObjectOwnership(name)) return name
  throw malformedXml()
}

export function isObjectOwnership(name: string): name is ObjectOwnership {
  return OWNERSHIPS.includes(name)
}
