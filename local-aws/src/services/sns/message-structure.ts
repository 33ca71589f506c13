import { isObject } from '../../patterns/value.ts'
import { invalidParameter } from './errors.ts'

/** Returns the message for a protocol. */
export type MessageBodies = (protocol: string) => string

/** @param structure `json` if `message` contains one text per protocol */
export function messageBodies(message: string, structure: string | undefined): MessageBodies {
  if (structure !== 'json') return () => message
  const texts = parse(message)
  const fallback = texts.default
  // "Contain at least a top-level JSON key of "default" with a value that is a string."
  if (typeof fallback !== 'string') {
    throw invalidParameter('Message Structure - No default entry in JSON message body')
  }
  return protocol => {
    const text = Object.hasOwn(texts, protocol) ? texts[protocol] : undefined
    // "Non-string values will cause the key to be ignored."
    return typeof text === 'string' ? text : fallback
  }
}

function parse(message: string): Readonly<Record<string, unknown>> {
  try {
    const texts: unknown = JSON.parse(message)
    if (isObject(texts)) return texts
  } catch {
    // The error below reports it.
  }
  throw invalidParameter('Message Structure - JSON message body failed to parse')
}
