import { badRequest } from './errors.ts'

export interface Tag {
  Key: string | undefined
  Value: string | undefined
}

/** The tags of a resource by key. */
export type Tags = Map<string, string>

/** "A resource can have as many as 50 tags." */
const MAX_TAGS = 50
/** @throws AwsError `BadRequestException`; then no tag is added */
export function addTags(tags: Tags, added: readonly Tag[] = []): void {
  for (const tag of added) checkTag(tag)
  const count = new Set([...tags.keys(), ...added.map(({ Key }) => Key)]).size
  if (count > MAX_TAGS) throw badRequest(`A resource has at most ${MAX_TAGS} tags: ${count} are too many.`)
  for (const { Key = '', Value = '' } of added) tags.set(Key, Value)
}

export function listTags(tags: Tags): { Key: string; Value: string }[] {
  return Array.from(tags, ([Key, Value]) => ({ Key, Value }))
}

/** "A tag key can contain as many as 128 characters. A tag value can contain as many as 256 characters" (Tag). */
function checkTag({ Key = '', Value = '' }: Tag): void {
  if (Key === '' || Key.length > 128) {
    throw badRequest(`The key of a tag has 1 to 128 characters, not ${Key.length}: ${JSON.stringify(Key)}.`)
  }
  if (Value.length > 256) {
    throw badRequest(`The value of the tag ${Key} has ${Value.length} characters, and can have 256.`)
  }
  if (/^aws:/i.test(Key))
    throw badRequest(`The prefix aws: is reserved for AWS: choose another key than ${Key}.`)
}
