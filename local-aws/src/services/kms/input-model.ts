import { integer, oneOf, text } from '../../api/model/constraint.ts'
import { MODEL } from '../../api/model/generated/kms.ts'
import { ServiceModel } from '../../api/model/service-model.ts'

/** All that the API has, simulated or not. */
const KEY_SPEC = oneOf(
  ...['RSA_2048', 'RSA_3072', 'RSA_4096'],
  ...['ECC_NIST_P256', 'ECC_NIST_P384', 'ECC_NIST_P521', 'ECC_SECG_P256K1', 'ECC_NIST_EDWARDS25519'],
  'SYMMETRIC_DEFAULT',
  ...['HMAC_224', 'HMAC_256', 'HMAC_384', 'HMAC_512'],
  'SM2',
  ...['ML_DSA_44', 'ML_DSA_65', 'ML_DSA_87'],
)
const MAC_ALGORITHM = oneOf('HMAC_SHA_384', 'HMAC_SHA_256', 'HMAC_SHA_224', 'HMAC_SHA_512')
const DATA_KEY = { NumberOfBytes: integer(1, 1024), KeySpec: oneOf('AES_256', 'AES_128') }

/** The requests of the KMS API (version 2014-11-01), with constraints of the API reference. */
export const INPUTS = new ServiceModel(MODEL, {
  notSimulated: { '*': ['CustomKeyStoreId', 'DryRunModifiers', 'GrantTokens', 'Recipient', 'XksKeyId'] },
  unread: { Tag: 'no operation returns tags' },
  constraints: {
    CreateKeyRequest: {
      Description: text(0, 8192),
      KeySpec: KEY_SPEC,
      CustomerMasterKeySpec: KEY_SPEC,
      KeyUsage: oneOf('SIGN_VERIFY', 'ENCRYPT_DECRYPT', 'GENERATE_VERIFY_MAC', 'KEY_AGREEMENT'),
    },
    GenerateDataKeyRequest: DATA_KEY,
    GenerateDataKeyWithoutPlaintextRequest: DATA_KEY,
    GenerateMacRequest: { MacAlgorithm: MAC_ALGORITHM },
    GenerateRandomRequest: { NumberOfBytes: DATA_KEY.NumberOfBytes },
    Tag: { TagKey: text(1, 128), TagValue: text(0, 256) },
    UpdateKeyDescriptionRequest: { Description: text(0, 8192) },
    VerifyMacRequest: { MacAlgorithm: MAC_ALGORITHM },
  },
})
