import type { IncomingMessage } from 'node:http'
import type { Account } from '../../../account.ts'
import type { PrincipalCaller } from '../../../identity/caller.ts'
import type { RequestHead } from '../../../identity/canonical-request.ts'
import type { CredentialStore } from '../../../identity/credentials.ts'
import type { RequestTarget } from '../request-target.ts'
import type { Authentication, Signer } from '../s3-protocol.ts'
import { ChunkSignatures } from './chunk-signatures.ts'
import { HeaderSignatures } from './header-signature.ts'
import { isPresigned, PresignedUrls } from './presigned-url.ts'
import { isVersionTwo, verifyVersionTwo } from './version-two.ts'

/** Verifies signatures in headers and in URLs, in either signature version. */
export class RequestAuthentication implements Authentication {
  readonly #credentials: CredentialStore
  readonly #headers: HeaderSignatures
  readonly #presignedUrls: PresignedUrls

  constructor(account: Account, credentials: CredentialStore) {
    this.#credentials = credentials
    this.#headers = new HeaderSignatures(account, credentials)
    this.#presignedUrls = new PresignedUrls(account, credentials)
  }

  /** @throws AwsError as {@link HeaderSignatures}, {@link PresignedUrls} and {@link verifyVersionTwo} do */
  signerOf(
    { method = 'GET', url = '/', rawHeaders, headers }: IncomingMessage,
    target: RequestTarget,
  ): Signer | undefined {
    const request = { method, url, rawHeaders }
    if (headers.authorization !== undefined) {
      const signer = this.#headers.verify(request)
      return { caller: signer.caller, chunks: new ChunkSignatures(signer) }
    }
    const caller = this.#callerOfUrl(request, target)
    return caller && { caller }
  }

  #callerOfUrl(request: RequestHead, target: RequestTarget): PrincipalCaller | undefined {
    const { query } = target
    if (isVersionTwo(query)) return verifyVersionTwo(request, target, this.#credentials)
    return isPresigned(query) ? this.#presignedUrls.verify(request) : undefined
  }
}
