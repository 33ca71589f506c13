import { createHmac, timingSafeEqual } from 'node:crypto'
import type { GenerateMacRequest, VerifyMacRequest } from '@aws-sdk/client-kms'
import type { Actions } from '../../../api/service-api.ts'
import { bytes, type OnTheWire } from '../blob.ts'
import { checkNoDryRun } from '../dry-run.ts'
import { incompatibleAlgorithm, invalidKeyUsage, invalidMac } from '../errors.ts'
import type { Key } from '../key.ts'
import { keyReference, usableKey } from '../key-reference.ts'
import type { KeyRing } from '../key-ring.ts'

/** The actions that use HMAC keys (RFC 2104). */
export function macOperations(ring: KeyRing): Actions {
  return {
    GenerateMac(input: OnTheWire<GenerateMacRequest>) {
      const message = bytes('Message', input.Message)
      const algorithm = input.MacAlgorithm ?? ''
      const key = usableKey(ring, keyReference(input), 'GENERATE_VERIFY_MAC', 'GenerateMac')
      const mac = macOf(key, message, algorithm)
      checkNoDryRun(input)
      return { Mac: mac.toString('base64'), MacAlgorithm: algorithm, KeyId: key.arn }
    },

    VerifyMac(input: OnTheWire<VerifyMacRequest>) {
      const message = bytes('Message', input.Message)
      const mac = bytes('Mac', input.Mac)
      const algorithm = input.MacAlgorithm ?? ''
      const key = usableKey(ring, keyReference(input), 'GENERATE_VERIFY_MAC', 'VerifyMac')
      const expected = macOf(key, message, algorithm)
      checkNoDryRun(input)
      if (mac.length !== expected.length || !timingSafeEqual(mac, expected)) {
        throw invalidMac()
      }
      return { KeyId: key.arn, MacValid: true, MacAlgorithm: algorithm }
    },

    GetPublicKey(input: { KeyId?: string }) {
      const { arn, spec } = ring.find(keyReference(input))
      // "The KeyUsage value of the KMS key is incompatible": no simulated key has a public key.
      throw invalidKeyUsage(arn, spec.usage, 'GetPublicKey')
    },
  }
}

function macOf(key: Key, message: Buffer, algorithm: string): Buffer {
  const { mac } = key.spec
  if (mac?.algorithm !== algorithm) {
    throw incompatibleAlgorithm(algorithm, key)
  }
  return createHmac(mac.digest, key.material).update(message).digest()
}
