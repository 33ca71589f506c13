import type { IncomingMessage } from 'node:http'
import type { Account } from '../../../account.ts'
import type { RequestHead } from '../../../identity/canonical-request.ts'
import type { CredentialStore } from '../../../identity/credentials.ts'
import { ALGORITHM } from '../../../identity/signing-keys.ts'
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
      const signature = { method: 'REST-HEADER', version: ALGORITHM } as const
      return { caller: signer.caller, signature, chunks: new ChunkSignatures(signer) }
    }
    return this.#signerOfUrl(request, target)
  }

  #signerOfUrl(request: RequestHead, target: RequestTarget): Signer | undefined {
    const { query } = target
    const method = 'REST-QUERY-STRING'
    if (isVersionTwo(query)) {
      const caller = verifyVersionTwo(request, target, this.#credentials)
      return { caller, signature: { method, version: 'AWS', ageMs: 0 } }
    }
    if (!isPresigned(query)) return undefined
    const { caller, ageMs } = this.#presignedUrls.verify(request)
    return { caller, signature: { method, version: ALGORITHM, ageMs } }
  }
}
