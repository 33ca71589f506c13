import type { IncomingMessage } from 'node:http'

/** The credential scope that a request states; it is not verified here. */
export interface CredentialScope {
  accessKeyId: string
  /** The signing name, such as `sqs` or `monitoring`. */
  service: string
  /** Whether the scope is in the URL, which anyone can send; the header requires a client or an authorized page. */
  presigned: boolean
}

const IN_HEADER = /^AWS4-HMAC-SHA256\s.*?\bCredential=([^/,\s]+)\/[^/]+\/[^/]+\/([^/]+)\/aws4_request/
const IN_QUERY =
  /[?&]X-Amz-Credential=([^%/&]+)(?:%2F|\/)[^%/]+(?:%2F|\/)[^%/]+(?:%2F|\/)([^%/]+)(?:%2F|\/)aws4_request/i

/** If the header is present, the URL is ignored. */
export function credentialScope({ headers, url = '/' }: IncomingMessage): CredentialScope | undefined {
  const { authorization } = headers
  const presigned = authorization === undefined
  const match = presigned ? IN_QUERY.exec(url) : IN_HEADER.exec(authorization)
  return match ? { accessKeyId: match[1] as string, service: match[2] as string, presigned } : undefined
}
