import { unsupported, validation } from './errors.ts'

/** The members of `CreateKey` and CloudFormation that specify the kind of key. */
interface Requested {
  KeySpec?: string
  CustomerMasterKeySpec?: string
  KeyUsage?: string
  Origin?: string
  MultiRegion?: boolean
}

export type KeyUsage = 'ENCRYPT_DECRYPT' | 'GENERATE_VERIFY_MAC'

/** The key material and the usage of a key. */
export interface KeySpec {
  readonly name: string
  readonly usage: KeyUsage
  readonly materialBytes: number
  /** For HMAC keys: the algorithm's names in `MacAlgorithm` and in Node.js. */
  readonly mac?: { readonly algorithm: string; readonly digest: string }
}

export const SYMMETRIC_DEFAULT: KeySpec = {
  name: 'SYMMETRIC_DEFAULT',
  usage: 'ENCRYPT_DECRYPT',
  materialBytes: 32,
}

/** The key has the length of the digest ("Choosing an HMAC key spec"). */
function hmac(bits: number): KeySpec {
  return {
    name: `HMAC_${bits}`,
    usage: 'GENERATE_VERIFY_MAC',
    materialBytes: bits / 8,
    mac: { algorithm: `HMAC_SHA_${bits}`, digest: `sha${bits}` },
  }
}

const SPECS = [SYMMETRIC_DEFAULT, hmac(224), hmac(256), hmac(384), hmac(512)]

/**
 * The kind of key that a request specifies.
 *
 * @throws AwsError `UnsupportedOperationException` for a kind that is not simulated, `ValidationException` if the usage
 * does not match the spec
 */
export function keySpec({
  KeySpec,
  CustomerMasterKeySpec,
  KeyUsage,
  Origin,
  MultiRegion,
}: Requested): KeySpec {
  const name = KeySpec ?? CustomerMasterKeySpec ?? SYMMETRIC_DEFAULT.name
  const spec = SPECS.find(candidate => candidate.name === name)
  if (!spec) throw unsupported(`the key spec ${name}, only ${SPECS.map(({ name }) => name).join(', ')}`)
  if (Origin && Origin !== 'AWS_KMS') throw unsupported(`the key origin ${Origin}, only AWS_KMS`)
  if (MultiRegion) throw unsupported('multi-Region keys')
  checkUsage(spec, KeyUsage)
  return spec
}

/** "The default value is ENCRYPT_DECRYPT. This parameter is … required for asymmetric KMS keys and HMAC KMS keys." */
function checkUsage({ name, usage }: KeySpec, requested: string | undefined): void {
  if (usage === (requested ?? SYMMETRIC_DEFAULT.usage)) return
  if (requested === undefined) {
    throw validation(
      'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
    )
  }
  if (requested !== 'ENCRYPT_DECRYPT' && requested !== 'GENERATE_VERIFY_MAC') {
    throw unsupported(`the key usage ${requested}, only ENCRYPT_DECRYPT and GENERATE_VERIFY_MAC`)
  }
  throw validation(`KeyUsage ${requested} is not compatible with KeySpec ${name}.`)
}
