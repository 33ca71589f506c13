import { hash } from 'node:crypto'
import type { MessageAttribute } from '../../ports.ts'
import { INVALID_CHARACTERS, invalidParameter, unsupportedOperation } from './errors.ts'

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>

/** "A message can contain up to 10 attributes." (Amazon SQS message metadata) */
const MAX_ATTRIBUTES = 10
const MAX_NAME_CHARACTERS = 256
/** Letters of all languages: AWS documents A-Z and a-z, but takes others as well. */
const NAME = /^(?!\.)(?!.*\.\.)[\p{L}\p{N}_.-]+(?<!\.)$/u
const RESERVED_NAME = /^(aws|amazon)\./i
const TYPE = /^(String|Number|Binary)(\..+)?$/s
const ALLOWED_CHARACTERS = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u

/** "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF" (SendMessage) */
export function hasOnlyAllowedCharacters(text: string): boolean {
  return ALLOWED_CHARACTERS.test(text)
}

/** @throws InvalidParameterValue naming the attribute and the violated rule */
export function checkMessageAttributes(attributes: MessageAttributes): void {
  const entries = Object.entries(attributes)
  if (entries.length > MAX_ATTRIBUTES) {
    throw invalidParameter(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${MAX_ATTRIBUTES}].`,
    )
  }
  for (const [name, attribute] of entries) {
    checkName(name)
    checkValue(name, attribute)
  }
}

function checkName(name: string): void {
  if (name.length > MAX_NAME_CHARACTERS) {
    throw invalidParameter(
      `Message (user) attribute name '${name}' is too long: it must be at most ${MAX_NAME_CHARACTERS} characters.`,
    )
  }
  if (RESERVED_NAME.test(name)) {
    throw invalidParameter(
      `Message (user) attribute name '${name}' cannot start with 'Amazon.' or 'AWS.' because these prefixes are reserved for use by Amazon Web Services.`,
    )
  }
  if (!NAME.test(name)) {
    throw invalidParameter(
      `Message (user) attribute name '${name}' is invalid: it can contain letters, digits, underscores, hyphens and periods, and can neither start nor end with a period nor have two in succession.`,
    )
  }
}

/** "Not implemented. Reserved for future use." (MessageAttributeValue) */
interface ListValues {
  StringListValues?: readonly string[]
  BinaryListValues?: readonly string[]
}

function checkValue(name: string, attribute: MessageAttribute & ListValues): void {
  if (attribute.StringListValues?.length || attribute.BinaryListValues?.length) {
    throw unsupportedOperation('Message attribute list values in SendMessage operation are not supported.')
  }
  const { DataType, StringValue, BinaryValue } = attribute
  if (!DataType) {
    throw invalidParameter(
      `The message (user) attribute '${name}' must contain a non-empty message attribute type.`,
    )
  }
  const type = TYPE.exec(DataType)?.[1]
  if (!type || DataType.length > MAX_NAME_CHARACTERS) {
    throw invalidParameter(
      `The message (user) attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    )
  }
  const value = type === 'Binary' ? BinaryValue : StringValue
  if (!value) {
    throw invalidParameter(
      `Message (user) attribute '${name}' must contain a non-empty value of type '${type}'.`,
    )
  }
  if (type === 'Binary') return
  if (!hasOnlyAllowedCharacters(value)) throw invalidParameter(INVALID_CHARACTERS)
  if (type === 'Number' && !isNumber(value)) {
    throw invalidParameter(`Can't cast the value of message (user) attribute '${name}' to a number.`)
  }
}

/** "Up to 38 digits of precision, and … between 10^-128 and 10^+126" (Amazon SQS message metadata) */
function isNumber(text: string): boolean {
  const match = /^[+-]?(\d+(?:\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.exec(text)
  if (!match) return false
  const digits = /[1-9](?:\d*[1-9])?/.exec((match[1] as string).replace('.', ''))?.[0] ?? ''
  const magnitude = Math.abs(Number(text))
  return digits.length <= 38 && (magnitude === 0 || (magnitude >= 1e-128 && magnitude <= 1e126))
}

/** "All parts of the message attribute, including Name, Type, and Value, are part of the message size." */
export function sizeOfAttributes(attributes: MessageAttributes | undefined): number {
  let bytes = 0
  for (const name in attributes) {
    const { DataType, StringValue, BinaryValue } = attributes[name] as MessageAttribute
    bytes += Buffer.byteLength(name) + Buffer.byteLength(DataType)
    bytes +=
      StringValue === undefined
        ? Buffer.byteLength(BinaryValue ?? '', 'base64')
        : Buffer.byteLength(StringValue)
  }
  return bytes
}

const STRING_VALUE = Buffer.of(1)
const BINARY_VALUE = Buffer.of(2)

/**
 * "Calculating the MD5 message digest for message attributes": the attributes are sorted by name. Each name, type and
 * value is preceded by its length in 4 bytes, and the value also by a byte for its transport type.
 */
export function md5OfAttributes(attributes: MessageAttributes): string {
  const parts: Buffer[] = []
  const add = (bytes: Buffer) => {
    const length = Buffer.allocUnsafe(4)
    length.writeUInt32BE(bytes.length)
    parts.push(length, bytes)
  }
  for (const name of Object.keys(attributes).sort()) {
    const { DataType, StringValue, BinaryValue } = attributes[name] as MessageAttribute
    add(Buffer.from(name))
    add(Buffer.from(DataType))
    parts.push(StringValue === undefined ? BINARY_VALUE : STRING_VALUE)
    add(StringValue === undefined ? Buffer.from(BinaryValue ?? '', 'base64') : Buffer.from(StringValue))
  }
  return hash('md5', Buffer.concat(parts))
}
