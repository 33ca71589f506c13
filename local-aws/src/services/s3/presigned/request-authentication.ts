import type { IncomingMessage } from 'node:http'
import type { Account } from '../../../account.ts'
import type { Caller, PrincipalCaller } from '../../../identity/caller.ts'
import type { CredentialStore } from '../../../identity/credentials.ts'
import type { Authentication } from '../s3-protocol.ts'
import { checkNotForgeable } from './credential-check.ts'
import { isPresigned, PresignedUrls } from './presigned-url.ts'
import { isVersionTwo, verifyVersionTwo } from './version-two.ts'

/**
 * Accepts signatures in headers unverified, as all services here do, and verifies signatures in URLs, which are shared
 * with strangers.
 */
export class RequestAuthentication implements Authentication {
  readonly #credentials: CredentialStore
  readonly #presignedUrls: PresignedUrls

  constructor(account: Account, credentials: CredentialStore) {
    this.#credentials = credentials
    this.#presignedUrls = new PresignedUrls(account, credentials)
  }

  /** @throws AwsError as {@link PresignedUrls.verify}, {@link verifyVersionTwo} and {@link checkNotForgeable} do */
  callerOf(request: IncomingMessage, claimed: Caller | undefined): Caller | undefined {
    if (request.headers.authorization !== undefined) return claimed
    const signer = this.#signerOf(request)
    if (signer) checkNotForgeable(signer.accessKeyId, request)
    return signer
  }

  /** The credentials in a URL are always verified, in either signature version. */
  #signerOf(request: IncomingMessage): PrincipalCaller | undefined {
    const url = request.url as string
    const query = new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?') + 1) : '')
    const presigned = { method: request.method as string, url, rawHeaders: request.rawHeaders }
    if (isVersionTwo(query)) return verifyVersionTwo(presigned, this.#credentials)
    return isPresigned(query) ? this.#presignedUrls.verify(presigned) : undefined
  }
}
