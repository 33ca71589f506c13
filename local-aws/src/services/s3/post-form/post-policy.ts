import { entityTooLarge, s3Error } from '../errors.ts'

/** The conditions that a form must meet (API reference, "Creating a POST policy"). */
export interface PostPolicy {
  /** In ms since the epoch. */
  expiresAt: number
  conditions: readonly PostCondition[]
}

type PostCondition =
  | { operator: 'eq' | 'starts-with'; field: string; value: string; text: string }
  | { operator: 'content-length-range'; least: number; most: number }
  | { operator: 'never'; text: string }

/** "Each form field … except x-amz-signature, file, policy, and field names that have an x-ignore- prefix must appear" */
const NEED_NO_CONDITION = ['x-amz-signature', 'awsaccesskeyid', 'signature', 'file', 'policy']

/**
 * @param encoded the form's field `policy`: JSON in Base64
 * @throws AwsError `InvalidPolicyDocument`
 */
export function postPolicy(encoded: string): PostPolicy {
  const { expiration, conditions } = documentOf(encoded)
  if (expiration === undefined) throw invalidPolicy('Policy missing expiration.')
  if (conditions === undefined) throw invalidPolicy('Policy missing conditions.')
  const expiresAt =
    typeof expiration === 'string' && DATE.test(expiration) ? Date.parse(expiration) : Number.NaN
  if (Number.isNaN(expiresAt)) throw invalidPolicy(`Invalid 'expiration' value: '${expiration}'`)
  if (!Array.isArray(conditions)) throw invalidPolicy("Invalid 'conditions' value: must be a List.")
  return { expiresAt, conditions: conditions.flatMap(conditionsOf) }
}

const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/

function documentOf(encoded: string): { expiration?: unknown; conditions?: unknown } {
  try {
    const document: unknown = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'))
    if (typeof document === 'object' && document !== null) return document
  } catch {
    // Reported below, like every other value that is not an object.
  }
  throw invalidPolicy('Invalid JSON.')
}

function conditionsOf(condition: unknown): PostCondition[] {
  if (Array.isArray(condition)) return [listCondition(condition)]
  if (typeof condition !== 'object' || condition === null) throw invalidPolicy('Invalid Condition.')
  const entries = Object.entries(condition)
  if (entries.length !== 1) {
    throw invalidPolicy(
      'Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.',
    )
  }
  return entries.map(([field, value]) => matching('eq', `$${field}`, value))
}

function listCondition([operator, first, second, ...more]: unknown[]): PostCondition {
  if (more.length > 0 || second === undefined)
    throw invalidPolicy('Invalid Condition: wrong number of arguments.')
  const name = String(operator).toLowerCase()
  if (name === 'eq' || name === 'starts-with') return matching(name, first, second)
  if (name !== 'content-length-range') {
    throw invalidPolicy(`Invalid Condition: unknown operation '${String(operator)}'.`)
  }
  const [least, most] = [Number(first), Number(second)]
  if (Number.isInteger(least) && Number.isInteger(most)) return { operator: name, least, most }
  return { operator: 'never', text: conditionText(name, first, second) }
}

/** As errors quote it. */
function conditionText(...parts: unknown[]): string {
  return `[${parts.map(part => JSON.stringify(String(part))).join(', ')}]`
}

function matching(operator: 'eq' | 'starts-with', field: unknown, value: unknown): PostCondition {
  if (typeof field !== 'string' || typeof value !== 'string') {
    throw invalidPolicy(`Invalid Condition: '${operator}' takes "$field" and a text.`)
  }
  const text = conditionText(operator, field, value)
  if (!field.startsWith('$')) return { operator: 'never', text }
  return { operator, field: field.slice(1).toLowerCase(), value, text }
}

/**
 * @param fields of the form by lower-case name, with `bucket` and the final key
 * @param size of the file, in bytes
 * @param now in ms since the epoch
 * @throws AwsError `AccessDenied`, `EntityTooSmall`, `EntityTooLarge`
 */
export function checkPolicyHolds(
  { expiresAt, conditions }: PostPolicy,
  fields: ReadonlyMap<string, string>,
  size: number,
  now: number,
): void {
  if (now > expiresAt) throw denied('Policy expired.')
  const covered = new Set(NEED_NO_CONDITION)
  for (const condition of conditions) {
    if (condition.operator === 'content-length-range') {
      checkSize(size, condition)
      continue
    }
    if (condition.operator === 'never' || !holds(condition, fields))
      throw denied(`Policy Condition failed: ${condition.text}`)
    covered.add(condition.field)
  }
  const extra = [...fields.keys()].filter(name => !covered.has(name) && !name.startsWith('x-ignore-'))
  if (extra.length > 0) throw denied(`Extra input fields: ${extra.join(', ')}`)
}

function holds(
  { operator, field, value }: { operator: 'eq' | 'starts-with'; field: string; value: string },
  fields: ReadonlyMap<string, string>,
): boolean {
  const given = fields.get(field) ?? ''
  if (operator === 'eq') return given === value
  // "Content-Types values for a starts-with condition that include commas are interpreted as lists."
  const values = field === 'content-type' ? given.split(',') : [given]
  return values.every(each => each.startsWith(value))
}

function checkSize(size: number, { least, most }: { least: number; most: number }): void {
  if (size > most) throw entityTooLarge(size, most)
  if (size >= least) return
  throw s3Error(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
    ProposedSize: size,
    MinSizeAllowed: least,
  })
}

const invalidPolicy = (reason: string) => s3Error(400, 'InvalidPolicyDocument', `Invalid Policy: ${reason}`)

const denied = (reason: string) => s3Error(403, 'AccessDenied', `Invalid according to Policy: ${reason}`)
