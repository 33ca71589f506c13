import { nestDottedNames } from '../../patterns/dotted-names.ts'
import type { JsonObject } from '../../patterns/value.ts'
import type { MessageAttribute } from '../../ports.ts'
import { invalidParameterValue } from './errors.ts'

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>

/**
 * SNS developer guide, "Amazon SNS message attributes": names and types.
 *
 * @throws AwsError `ParameterValueInvalid`
 */
export function assertMessageAttributes(attributes: MessageAttributes): void {
  for (const [name, attribute] of Object.entries(attributes)) {
    assertName(name)
    assertValue(name, attribute)
  }
}

function assertName(name: string): void {
  if (Buffer.byteLength(name) > 256) {
    throw invalidParameterValue('Length of message attribute name must be less than 256 bytes.')
  }
  if (name.startsWith('.')) {
    throw invalidParameterValue("Invalid message attribute name starting with character '.' was found.")
  }
  if (name.endsWith('.')) {
    throw invalidParameterValue("Invalid message attribute name ending with character '.' was found.")
  }
  if (name.includes('..')) {
    throw invalidParameterValue("Message attribute name can not have successive '.' character.")
  }
  const character = /[^A-Za-z0-9_.-]/u.exec(name)?.[0]
  if (character !== undefined) {
    const code = character.codePointAt(0)?.toString(16).toUpperCase()
    throw invalidParameterValue(
      `Invalid non-alphanumeric character '#x${code}' was found in the message attribute name. ` +
        'Can only include alphanumeric characters, hyphens, underscores, or dots.',
    )
  }
}

function assertValue(name: string, { DataType: type, StringValue, BinaryValue }: MessageAttribute): void {
  const base = /^(String|Number|Binary)(\..+)?$/.exec(type ?? '')?.[1]
  if (!base) {
    throw invalidParameterValue(
      `The message attribute '${name}' has an invalid message attribute type, ` +
        'the set of supported type prefixes is Binary, Number, and String.',
    )
  }
  const field = base === 'Binary' ? 'Binary' : 'String'
  const value = base === 'Binary' ? BinaryValue : StringValue
  if (value === undefined && (StringValue ?? BinaryValue)) {
    throw invalidParameterValue(
      `The message attribute '${name}' with type '${type}' must use field '${field}'.`,
    )
  }
  if (!value) {
    throw invalidParameterValue(
      `The message attribute '${name}' must contain non-empty message attribute value ` +
        `for message attribute type '${type}'.`,
    )
  }
  if (base === 'Number' && !Number.isFinite(Number(value))) {
    throw invalidParameterValue(`Could not cast message attribute '${name}' value to number.`)
  }
}

/** "All parts of the message attribute, including name, type, and value, are included in the message size restriction." */
export function attributesSize(attributes: MessageAttributes): number {
  let size = 0
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(attributes)) {
    size += Buffer.byteLength(name) + Buffer.byteLength(DataType)
    size +=
      BinaryValue === undefined
        ? Buffer.byteLength(StringValue ?? '')
        : Buffer.byteLength(BinaryValue, 'base64')
  }
  return size
}

/**
 * The attributes that filter policies are compared with: "String, String.Array, Number"; "Amazon SNS
 * ignores message attributes with the Binary data type" (Filter policy constraints).
 *
 * @returns undefined where there is none: `"exists": false` "matches only if at least one attribute is
 *   present. An empty set of attributes results in the filter not matching" (Key matching)
 */
export function filterableAttributes(attributes: MessageAttributes): JsonObject | undefined {
  const document: Record<string, unknown> = Object.create(null)
  let dotted = false
  let count = 0
  for (const [name, attribute] of Object.entries(attributes)) {
    count++
    const value = filterableValue(attribute)
    if (value === undefined) continue
    document[name] = value
    dotted ||= name.includes('.')
  }
  if (count === 0) return undefined
  return dotted ? (nestDottedNames(document) as JsonObject) : document
}

function filterableValue({ DataType, StringValue }: MessageAttribute): unknown {
  if (StringValue === undefined) return undefined
  if (DataType.startsWith('Number')) return Number(StringValue)
  if (DataType !== 'String.Array') return StringValue
  try {
    const array: unknown = JSON.parse(StringValue)
    return Array.isArray(array) ? array : undefined
  } catch {
    return undefined
  }
}
