/** What decides whether a statement of a bucket policy grants public access. */
export interface GrantingStatement {
  Effect?: unknown
  Principal?: unknown
  Condition?: unknown
}

/** Keys that limit a grant if their values are fixed. */
const LIMITING = new Set([
  'aws:principalorgid',
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourceip',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
])
/** Operators for which only the values in the policy are met; a missing key meets none of them. */
const POSITIVE =
  /^(?:ForAnyValue:)?(?:StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike|IpAddress)$/
/** Fixed values have neither a wildcard nor a policy variable. */
const OPEN_VALUE = /[*?]|\$\{/
/** "Values broader than /8 for IPv4 and /32 for IPv6": ranges so broad limit nobody. */
const NARROW_ENOUGH = { v4: 8, v6: 32 }

/**
 * Whether a statement grants access to everyone. S3 assumes so of a grant to `*` unless a condition limits it to fixed
 * values of the keys that S3 knows for this (User Guide, The meaning of "public").
 */
export function isPublic({ Effect, Principal, Condition }: GrantingStatement): boolean {
  if (Effect !== 'Allow' || !namesEveryone(Principal)) return false
  return !Object.entries(Condition ?? {}).some(
    ([operator, pairs]) => POSITIVE.test(operator) && Object.entries(pairs as object).some(isLimit),
  )
}

function namesEveryone(principal: unknown): boolean {
  const names = typeof principal === 'object' ? (principal as { AWS?: unknown } | null)?.AWS : principal
  return [names].flat().includes('*')
}

function isLimit([key, values]: [string, unknown]): boolean {
  const name = key.toLowerCase()
  if (!LIMITING.has(name)) return false
  const texts = [values].flat().map(String)
  return texts.every(text => !OPEN_VALUE.test(text) && (name !== 'aws:sourceip' || isNarrow(text)))
}

function isNarrow(range: string): boolean {
  const [address = '', length = 'all'] = range.split('/')
  if (length === 'all') return true
  return Number(length) >= (address.includes(':') ? NARROW_ENOUGH.v6 : NARROW_ENOUGH.v4)
}
