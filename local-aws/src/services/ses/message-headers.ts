import type { MessageHeader } from '@aws-sdk/client-sesv2'
import { badRequest } from './errors.ts'

/** "Maximum number of 15 items" (SES API v2 reference, Message.Headers). */
const MAX_HEADERS = 15
const NAME = /^[!-9;-@A-~]{1,126}$/
const VALUE = /^[ -~]{1,870}$/

/** Headers that SES writes, or that other members of the request set; a mail has each of them only once. */
const WRITTEN_BY_SES: ReadonlySet<string> = new Set([
  'bcc',
  'cc',
  'content-transfer-encoding',
  'content-type',
  'date',
  'from',
  'message-id',
  'mime-version',
  'reply-to',
  'return-path',
  'subject',
  'to',
])

/**
 * The headers that the sender adds, by name.
 *
 * @throws AwsError `BadRequestException` for headers that "MessageHeader" of the API reference excludes, and for
 * headers that the mail already has
 */
export function addedHeaders(headers: readonly MessageHeader[] = []): Record<string, string> {
  if (headers.length > MAX_HEADERS) {
    throw badRequest(`A message has at most ${MAX_HEADERS} added headers, not ${headers.length}.`)
  }
  const present = new Set(WRITTEN_BY_SES)
  for (const { Name = '', Value = '' } of headers) {
    if (!NAME.test(Name)) {
      throw badRequest(
        `The header name ${JSON.stringify(Name)} must be 1 to 126 printable ASCII characters without colon.`,
      )
    }
    if (!VALUE.test(Value)) {
      throw badRequest(`The value of the header ${Name} must be 1 to 870 printable ASCII characters.`)
    }
    if (present.has(Name.toLowerCase())) throw badRequest(`Duplicate header '${Name}'.`)
    present.add(Name.toLowerCase())
  }
  return Object.fromEntries(headers.map(({ Name, Value }) => [Name, Value]))
}
