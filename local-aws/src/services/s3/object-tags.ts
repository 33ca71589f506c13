import { badRequest, invalidArgument, invalidTag } from './errors.ts'
import { NO_TAGS, type ObjectTags } from './object-version.ts'
import type { XmlContent, XmlElement } from './xml-document.ts'

/** "You can associate up to 10 tags with an object." */
const MAX_TAGS = 10
const RESERVED_PREFIX = 'aws:'
const MAX_KEY_CHARACTERS = 128
const MAX_VALUE_CHARACTERS = 256
/** "letters, spaces, and numbers representable in UTF-8, and the following characters: + - = . _ : / @" */
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

/**
 * `x-amz-tagging`: "The tag-set must be encoded as URL Query parameters".
 *
 * @throws AwsError `InvalidArgument`, `InvalidTag`, `BadRequest`
 */
export function tagsOfHeader(header: string | undefined): ObjectTags {
  if (!header) return NO_TAGS
  const pairs = [...new URLSearchParams(header)]
  if (!isTagQuery(pairs)) {
    const message =
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates."
    throw invalidArgument(message, 'x-amz-tagging', header)
  }
  return checked(pairs)
}

/** Whether each pair has a name of its own, and both have only characters of tags. */
function isTagQuery(pairs: readonly [string, string][]): boolean {
  const names = new Set(pairs.map(([key]) => key))
  return names.size === pairs.length && !names.has('') && pairs.flat().every(text => CHARACTERS.test(text))
}

/** The element `Tagging`. */
export const TAGGING = { TagSet: { Tag: { Key: 'text', Value: 'text' } } } as const

/** @throws AwsError `MalformedXML`, `InvalidTag`, `BadRequest` */
export function tagsOfXml(tagging: XmlElement): ObjectTags {
  return checked(tagPairs(tagging))
}

/** The pairs in the element `Tagging`. */
export function tagPairs(tagging: XmlElement): [key: string, value: string][] {
  const tags = tagging.one('TagSet')?.all('Tag') ?? []
  return tags.map(tagPair)
}

/** @throws AwsError `MalformedXML` */
export function tagPair(tag: XmlElement): [key: string, value: string] {
  return [tag.requiredTextOf('Key'), tag.requiredTextOf('Value')]
}

export function tagsXml(tags: ObjectTags): XmlContent {
  return { TagSet: { Tag: [...tags].map(([Key, Value]) => ({ Key, Value })) } }
}

function checked(pairs: readonly (readonly [string, string])[]): ObjectTags {
  if (pairs.length > MAX_TAGS) throw badRequest(`Object tags cannot be greater than ${MAX_TAGS}`)
  const reserved = pairs.find(([key]) => key.startsWith(RESERVED_PREFIX))
  if (reserved) throw invalidTag('Your TagKey cannot be prefixed with aws:', reserved[0])
  return checkedTags(pairs)
}

/**
 * Checks the rules that also apply to the tags of buckets.
 *
 * @throws AwsError `InvalidTag`
 */
export function checkedTags(pairs: readonly (readonly [string, string])[]): ObjectTags {
  const tags = new Map<string, string>()
  for (const [key, value] of pairs) {
    if (key === '' || key.length > MAX_KEY_CHARACTERS || !CHARACTERS.test(key)) {
      throw invalidTag('The TagKey you have provided is invalid', key)
    }
    if (value.length > MAX_VALUE_CHARACTERS || !CHARACTERS.test(value)) {
      throw invalidTag('The TagValue you have provided is invalid', key, value)
    }
    if (key.startsWith(RESERVED_PREFIX))
      throw invalidTag('System tags cannot be added/updated by requester', key)
    if (tags.has(key)) throw invalidTag('Cannot provide multiple Tags with the same key', key)
    tags.set(key, value)
  }
  return tags
}
