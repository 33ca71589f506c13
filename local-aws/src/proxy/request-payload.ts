import type { IncomingMessage } from 'node:http'

/** "Payload size: 10 MB" (API Gateway quotas for HTTP APIs). */
const MAX_PAYLOAD_BYTES = 10 * 1024 * 1024

/** Reads a request's body up to the maximum size. */
export async function readPayload(request: IncomingMessage): Promise<Buffer | 'too large' | 'aborted'> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of request) {
      length += (chunk as Buffer).length
      // Reads and discards the rest, because a client that is still sending would not see the response.
      if (length <= MAX_PAYLOAD_BYTES) chunks.push(chunk as Buffer)
      else chunks.length = 0
    }
  } catch {
    return 'aborted'
  }
  if (length > MAX_PAYLOAD_BYTES) return 'too large'
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)
}
