import { validation } from './errors.ts'

/** A request in JSON, with blobs in base64. */
export type OnTheWire<T> = { [K in keyof T]: Exclude<T[K], undefined> extends Uint8Array ? string : T[K] }

/** The longest blobs in bytes: GenerateMac takes messages of up to 4,096 bytes. */
const LONGEST = { CiphertextBlob: 6144, Mac: 6144, Message: 4096, Plaintext: 4096 } as const

type BlobMember = keyof typeof LONGEST
export const BLOB_MEMBERS = Object.keys(LONGEST) as BlobMember[]

/** @throws AwsError `ValidationException` for a blob that is empty or too long */
export function bytes(member: BlobMember, base64: string | undefined): Buffer {
  const content = Buffer.from(base64 ?? '', 'base64')
  const longest = LONGEST[member]
  if (content.length >= 1 && content.length <= longest) return content
  const bound = content.length < 1 ? 'greater than or equal to 1' : `less than or equal to ${longest}`
  throw validation(
    `1 validation error detected: Value at '${lowerFirst(member)}' failed to satisfy constraint: Member must have length ${bound}`,
  )
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}
