import { nestDottedNames } from '../../patterns/dotted-names.ts'
import type { JsonObject } from '../../patterns/value.ts'
import type { MessageAttribute } from '../../ports.ts'
import { invalidParameterValue } from './errors.ts'

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>

/**
 * Checks names and types (SNS developer guide, "Amazon SNS message attributes").
 *
 * @throws AwsError `ParameterValueInvalid`
 */
export function checkMessageAttributes(attributes: MessageAttributes): void {
  for (const [name, attribute] of Object.entries(attributes)) {
    checkName(name)
    checkValue(name, attribute)
  }
}

function checkName(name: string): void {
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

function checkValue(name: string, { DataType: type, StringValue, BinaryValue }: MessageAttribute): void {
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
 * The attributes that filter policies are compared with: "String, String.Array, Number"; "Amazon SNS ignores message
 * attributes with the Binary data type" (Filter policy constraints).
 *
 * @returns `NoMessageAttributes` if there are none: `"exists": false` "matches only if at least one attribute is
 * present. An empty set of attributes results in the filter not matching" (Key matching). `InvalidAttributes` if an
 * attribute cannot be compared, even if no policy refers to it
 */
export function filterableAttributes(
  attributes: MessageAttributes,
): JsonObject | 'NoMessageAttributes' | 'InvalidAttributes' {
  const document: Record<string, unknown> = Object.create(null)
  let dotted = false
  let count = 0
  for (const [name, attribute] of Object.entries(attributes)) {
    count++
    if (attribute.StringValue === undefined) continue
    const value = filterableValue(attribute.DataType, attribute.StringValue)
    if (value === undefined) return 'InvalidAttributes'
    document[name] = value
    dotted ||= name.includes('.')
  }
  if (count === 0) return 'NoMessageAttributes'
  return dotted ? (nestDottedNames(document) as JsonObject) : document
}

/** @returns undefined if the value is invalid for its type */
function filterableValue(type: string, value: string): unknown {
  if (type.startsWith('Number')) return Number(value)
  if (type !== 'String.Array') return isPlain(value) ? value : parsed(`"${value}"`)
  const array = parsed(value)
  return Array.isArray(array) ? array : undefined
}

/**
 * "When message attributes are used for filtering, the value must be a valid JSON string" (Amazon SNS message
 * attributes), in the form between the quotation marks: a tab or a quotation mark without a backslash makes every
 * filter policy reject the message (aws-sdk-java-v2#5828, dd-trace-py#3384).
 */
function isPlain(value: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: characters that JSON strings escape.
  return !/["\\\x00-\x1f]/.test(value)
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
