import { validation } from './errors.ts'

/** A request in JSON, with blobs in base64. */
export type OnTheWire<T> = { [K in keyof T]: Exclude<T[K], undefined> extends Uint8Array ? string : T[K] }

/** @throws AwsError `ValidationException` for a blob that is empty or longer than `longest` bytes */
export function bytes(member: string, base64: string | undefined, longest: number): Buffer {
  const content = Buffer.from(base64 ?? '', 'base64')
  if (content.length >= 1 && content.length <= longest) return content
  const bound = content.length < 1 ? 'greater than or equal to 1' : `less than or equal to ${longest}`
  throw validation(
    `1 validation error detected: Value at '${lowerFirst(member)}' failed to satisfy constraint: Member must have length ${bound}`,
  )
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}
