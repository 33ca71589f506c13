import type { Account } from '../../account.ts'
import { jsonProtocol } from '../../api/protocols/json-protocol.ts'
import { rpcService } from '../../api/protocols/rpc-service.ts'
import type { ServiceApi } from '../../api/service-api.ts'
import type { Caller } from '../../identity/caller.ts'
import type { Keys } from '../../ports.ts'
import type { ResourceType } from '../../template/resource-type.ts'
import { aliasActions } from './actions/aliases.ts'
import { cryptographicOperations } from './actions/cryptography.ts'
import { keyLifecycle } from './actions/key-lifecycle.ts'
import { keyPolicyActions } from './actions/key-policies.ts'
import { keyRotationActions } from './actions/key-rotation.ts'
import { macOperations } from './actions/mac.ts'
import { tagActions } from './actions/tags.ts'
import { invalidKeyUsage } from './errors.ts'
import { INPUTS } from './input-model.ts'
import { KeyRing } from './key-ring.ts'
import { aliasType } from './resources/alias.ts'
import { keyType } from './resources/key.ts'

/** AWS Key Management Service, for symmetric encryption keys and HMAC keys. */
export class Kms implements Keys {
  readonly api: ServiceApi
  readonly resourceTypes: readonly ResourceType[]
  readonly #account: Account
  readonly #ring: KeyRing

  constructor(account: Account) {
    this.#account = account
    this.#ring = new KeyRing(account)
    this.resourceTypes = [keyType(this.#ring), aliasType(this.#ring)]
    this.api = rpcService({
      signingName: 'kms',
      model: INPUTS,
      protocols: [
        jsonProtocol({ targetPrefix: 'TrentService', version: '1.1', namespace: 'com.amazonaws.kms' }),
      ],
      actions: {
        ...keyLifecycle(this.#ring),
        ...keyPolicyActions(this.#ring),
        ...keyRotationActions(this.#ring),
        ...tagActions(this.#ring),
        ...aliasActions(this.#ring),
        ...cryptographicOperations(this.#ring, account.random),
        ...macOperations(this.#ring),
      },
    })
  }

  use(reference: string, operation: 'Encrypt' | 'Decrypt' | 'GenerateDataKey', caller: Caller): string {
    const key = this.#ring.find(reference)
    this.#account.authorization.check(caller, () => [{ action: `kms:${operation}`, resource: key.arn }])
    if (key.spec.usage !== 'ENCRYPT_DECRYPT') throw invalidKeyUsage(key.arn, key.spec.usage, operation)
    key.checkUsable()
    return key.arn
  }
}
