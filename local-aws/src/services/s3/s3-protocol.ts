import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Account } from '../../account.ts'
import { ClientGoneError } from '../../api/front-door/request-body.ts'
import type { ServiceApi, UnverifiedContext } from '../../api/service-api.ts'
import { type AwsError, asAwsError } from '../../aws-error.ts'
import type { Caller } from '../../identity/caller.ts'
import { httpKeys } from '../../identity/http-keys.ts'
import type { Access } from './access.ts'
import type { SignatureFacts } from './condition-keys.ts'
import { checkOwner } from './expected-owner.ts'
import { checkBody, verifiedChecksum } from './integrity.ts'
import { hostId, newRequestId, type S3Operation, type S3Request, type S3Response } from './operation.ts'
import type { ChunkSignatures } from './presigned/chunk-signatures.ts'
import { headersOfUrl } from './presigned/headers-of-url.ts'
import { checkSimulatedHeaders } from './refused-headers.ts'
import { receiveBody } from './request-body.ts'
import { type RequestTarget, requestTarget } from './request-target.ts'
import type { Router } from './router.ts'
import { type XmlContent, xmlError } from './xml-document.ts'

/** Whoever signed a request. */
export interface Signer {
  caller: Caller
  signature: SignatureFacts
  /** Verifies the chunks of the body, if they may be signed. */
  chunks?: ChunkSignatures
}

/** Determines the caller from the request itself. */
export interface Authentication {
  /**
   * @returns undefined for an unsigned request
   * @throws AwsError `AccessDenied`, `SignatureDoesNotMatch`, … if a signature is invalid
   */
  signerOf(request: IncomingMessage, target: RequestTarget): Signer | undefined
}

/** Responses and headers for cross-origin requests of browsers. */
export interface CrossOriginSharing {
  /** @throws AwsError if the bucket does not allow the request */
  preflight(target: RequestTarget, headers: IncomingHttpHeaders): S3Response
  /** The headers to add to every response, including errors. */
  headers(target: RequestTarget, method: string, headers: IncomingHttpHeaders): Record<string, string>
}

export interface S3ProtocolOptions {
  /** The owner of the buckets. */
  account: Account
  access: Access
  router: Router
  authentication: Authentication
  crossOriginSharing: CrossOriginSharing
}

/** `restXml` of the Smithy specification with the specifics of S3. */
export function s3Protocol({
  account,
  access,
  router,
  authentication,
  crossOriginSharing,
}: S3ProtocolOptions): ServiceApi {
  async function answer(
    request: IncomingMessage,
    target: RequestTarget,
    context: UnverifiedContext,
    requestId: string,
  ): Promise<S3Response> {
    const method = request.method as string
    if (method === 'OPTIONS') return crossOriginSharing.preflight(target, request.headers)
    const { caller, chunks, signature } = authentication.signerOf(request, target) ?? {}
    const operation = router.find(method, target, request.headers)
    const { body, headers: sent } = await receiveBody(request, context, chunks)
    const headers = { ...headersOfUrl(target.query), ...sent }
    const { traceHeader } = context
    const http = httpKeys(request.headers)
    const received = { ...target, method, headers, body, caller, signature, http, requestId, traceHeader }
    if (!operation.open) access.authorize(operation.name, received)
    checkSimulatedHeaders(headers)
    checkOwner(headers, 'x-amz-expected-bucket-owner', account.id)
    await checkIntegrity(operation, headers, body)
    return operation.run(received)
  }

  async function serve(
    request: IncomingMessage,
    response: ServerResponse,
    context: UnverifiedContext,
  ): Promise<void> {
    const requestId = newRequestId(account)
    let target: RequestTarget | undefined
    let result: S3Response
    try {
      target = requestTarget(request.url as string, request.headers.host ?? '')
      result = await answer(request, target, context, requestId)
    } catch (cause) {
      // A client that is still sending would not see the response.
      request.resume()
      if (cause instanceof ClientGoneError) return
      result = errorResponse(asAwsError(cause), requestId)
    }
    const shared = target && crossOriginSharing.headers(target, request.method as string, request.headers)
    send(response, { ...result, headers: { ...shared, ...result.headers } }, request, requestId)
  }

  return { signingName: 's3', operations: router.names, serve, serveUnverified: serve }
}

async function checkIntegrity(
  operation: S3Operation,
  headers: S3Request['headers'],
  body: Buffer,
): Promise<void> {
  if (operation.method === 'GET' || operation.method === 'HEAD') return
  await checkBody(headers, body)
  if (!operation.checksumOfObject) await verifiedChecksum(headers, body)
}

/** Members with the name of a header are sent as headers, the others as elements. */
function errorResponse(error: AwsError, requestId: string): S3Response {
  const members = Object.entries(error.members)
  const isHeader = ([name]: [string, unknown]) => name === name.toLowerCase()
  const body = xmlError({
    Code: error.code,
    Message: error.message,
    ...(Object.fromEntries(members.filter(member => !isHeader(member))) as Record<string, XmlContent>),
    RequestId: requestId,
    HostId: hostId(requestId),
  })
  const headers = Object.fromEntries(members.filter(isHeader)) as Record<string, string>
  return { status: error.statusCode, headers, body }
}

function send(
  response: ServerResponse,
  { status = 200, headers, body = '' }: S3Response,
  request: IncomingMessage,
  requestId: string,
): void {
  const bodiless = status === 204 || status === 304
  response.writeHead(status, {
    server: 'AmazonS3',
    'x-amz-request-id': requestId,
    'x-amz-id-2': hostId(requestId),
    ...(typeof body === 'string' && body !== '' && { 'content-type': 'application/xml' }),
    ...(!bodiless && { 'content-length': Buffer.byteLength(body) }),
    ...headers,
  })
  response.end(bodiless || request.method === 'HEAD' ? undefined : body)
}
