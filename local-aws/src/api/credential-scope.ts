import type { IncomingMessage } from 'node:http'

/** What a request says it was signed with; who needs to know that it is true verifies it. */
export interface CredentialScope {
  accessKeyId: string
  /** The signing name: `sqs`, `monitoring`, … */
  service: string
  /** In the URL, which anybody can send; the header needs a client, or a page that was allowed to. */
  presigned: boolean
}

const IN_HEADER = /^AWS4-HMAC-SHA256\s.*?\bCredential=([^/,\s]+)\/[^/]+\/[^/]+\/([^/]+)\/aws4_request/
const IN_QUERY =
  /[?&]X-Amz-Credential=([^%/&]+)(?:%2F|\/)[^%/]+(?:%2F|\/)[^%/]+(?:%2F|\/)([^%/]+)(?:%2F|\/)aws4_request/i

/** Where the header is there, the URL is not looked at. */
export function credentialScope({ headers, url = '/' }: IncomingMessage): CredentialScope | undefined {
  const { authorization } = headers
  const presigned = authorization === undefined
  const match = presigned ? IN_QUERY.exec(url) : IN_HEADER.exec(authorization)
  return match ? { accessKeyId: match[1] as string, service: match[2] as string, presigned } : undefined
}
