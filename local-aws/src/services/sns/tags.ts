import { invalidParameter, tagLimitExceeded } from './errors.ts'
import type { Topic } from './topic.ts'

export interface Tag {
  Key: string
  Value: string
}

/** "Can't add more than 50 tags to a topic." */
const MAX_TAGS = 50

export function setTags(topic: Topic, tags: readonly Tag[]): void {
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length) {
    throw invalidParameter('Duplicated keys are not allowed.')
  }
  if (new Set([...topic.tags.keys(), ...tags.map(({ Key }) => Key)]).size > MAX_TAGS) {
    throw tagLimitExceeded()
  }
  for (const { Key, Value } of tags) topic.tags.set(Key, Value)
}
