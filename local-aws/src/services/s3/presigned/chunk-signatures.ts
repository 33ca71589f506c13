import { createHash, type Hash, hash } from 'node:crypto'
import { isSignature } from '../../../identity/signing-keys.ts'
import { signatureDoesNotMatch } from './credential-check.ts'
import type { HeaderSigner } from './header-signature.ts'

const EMPTY = hash('sha256', '')

/**
 * Verifies the signatures of the chunks and the trailer of one body. Each signature covers the one before it, beginning
 * with that in the header (API reference, "Signature Calculations for the Authorization Header: Transferring Payload in
 * Multiple Chunks").
 */
export class ChunkSignatures {
  readonly #signer: HeaderSigner
  #previous: string
  #given = ''
  #content: Hash = createHash('sha256')

  constructor(signer: HeaderSigner) {
    this.#signer = signer
    this.#previous = signer.seed.signature
  }

  /** @param signature of the chunk, hexadecimal */
  begin(signature: string): void {
    this.#given = signature
    this.#content = createHash('sha256')
  }

  update(bytes: Buffer): void {
    this.#content.update(bytes)
  }

  /** @throws AwsError `SignatureDoesNotMatch` */
  endChunk(): void {
    this.#verify('AWS4-HMAC-SHA256-PAYLOAD', this.#given, [EMPTY, this.#content.digest('hex')])
  }

  /**
   * @param lines `name:value` of each header of the trailer
   * @throws AwsError `SignatureDoesNotMatch`
   */
  endTrailer(lines: readonly string[], signature: string): void {
    const text = lines.map(line => `${line}\n`).join('')
    this.#verify('AWS4-HMAC-SHA256-TRAILER', signature, [hash('sha256', text)])
  }

  #verify(algorithm: string, given: string, hashes: readonly string[]): void {
    const { date, region, service, timestamp, accessKeyId } = this.#signer.seed
    const scope = `${date}/${region}/${service}/aws4_request`
    const text = [algorithm, timestamp, scope, this.#previous, ...hashes].join('\n')
    if (!isSignature(given, this.#signer.sign(text))) {
      throw signatureDoesNotMatch({
        AWSAccessKeyId: accessKeyId,
        StringToSign: text,
        SignatureProvided: given,
      })
    }
    this.#previous = given
  }
}
