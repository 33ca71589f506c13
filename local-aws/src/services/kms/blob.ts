import { validation } from './errors.ts'

/** A request in JSON, with blobs in base64. */
export type OnTheWire<T> = { [K in keyof T]: Exclude<T[K], undefined> extends Uint8Array ? string : T[K] }

/** @throws AwsError `ValidationException` for a blob that is empty or longer than `longest` bytes */
export function bytes(member: string, base64: string | undefined, longest: number): Buffer {
  const content = Buffer.from(base64 ?? '', 'base64')
  if (content.length >= 1 && content.length <= longest) return content
  throw validation(`${member} must be 1 to ${longest} bytes long, not ${content.length}.`)
}
