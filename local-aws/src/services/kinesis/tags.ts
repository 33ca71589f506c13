import { invalidArgument } from './errors.ts'

/** A stream or a consumer. */
interface Tagged {
  readonly name: string
  readonly accountId: string
  readonly tags: Map<string, string>
}

/** "You can assign up to 50 tags to a data stream." */
const MAX_TAGS = 50

/**
 * TagResource: "Unicode letters, digits, white space, or these symbols: _ . : / = + - @". The only white space is the
 * space character.
 */
const CHARACTERS = /^[\p{L}\p{N} _.:/=+\-%@]*$/u

/** @throws AwsError as {@link checkTags} */
export function addTags(tagged: Tagged, added: Readonly<Record<string, string>> = {}): void {
  checkTags(tagged, added)
  for (const [key, value] of Object.entries(added)) tagged.tags.set(key, value)
}

/** @throws AwsError `InvalidArgumentException` for invalid characters and beyond 50 tags */
export function checkTags(tagged: Tagged, added: Readonly<Record<string, string>> = {}): void {
  const { name, accountId, tags } = tagged
  checkCharacters(tagged, 'add tags to', Object.entries(added).flat())
  if (new Set([...tags.keys(), ...Object.keys(added)]).size > MAX_TAGS) {
    throw invalidArgument(
      `Failed to add tags to stream ${name} under account ${accountId} because a given stream cannot have more than ${MAX_TAGS} tags associated with it.`,
    )
  }
}

/** @throws AwsError `InvalidArgumentException` for invalid characters */
export function removeTags(tagged: Tagged, keys: readonly string[]): void {
  checkCharacters(tagged, 'remove tags from', keys)
  for (const key of keys) tagged.tags.delete(key)
}

/** All tags, ordered by key. */
export function listTags({ tags }: Tagged): { Key: string; Value: string }[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value })).sort((a, b) => (a.Key < b.Key ? -1 : 1))
}

/** AWS lists `%` among the valid characters, but refuses it in a later check. */
function checkCharacters({ name, accountId }: Tagged, action: string, texts: readonly string[]): void {
  if (!texts.every(text => CHARACTERS.test(text))) {
    throw invalidArgument(
      'Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . / = + - % @.',
    )
  }
  if (texts.some(text => text.includes('%'))) {
    throw invalidArgument(
      `Failed to ${action} stream ${name} under account ${accountId} because some tags contained illegal characters. The allowed characters are Unicode letters, white-spaces, '_',',','/','=','+','-','@'.`,
    )
  }
}
