import type { Account } from '../../account.ts'
import { jsonProtocol } from '../../api/protocols/json-protocol.ts'
import { rpcService } from '../../api/protocols/rpc-service.ts'
import type { Action, Actions, ServiceApi } from '../../api/service-api.ts'
import { compilePolicy } from '../../identity/policies/policy.ts'
import type { KeyAccess, KeyOperation, Keys } from '../../ports.ts'
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
import type { Key } from './key.ts'
import { defaultPolicy } from './key-policy.ts'
import { KeyRing } from './key-ring.ts'
import { SYMMETRIC_DEFAULT } from './key-spec.ts'
import { type KmsInput, permissionsFor } from './permissions.ts'
import { keysOfRequest } from './request-keys.ts'
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
    // An alias has no policy: identity policies decide, as for a key with the default policy.
    const ofAliases = compilePolicy(JSON.parse(defaultPolicy(account.id)), {
      name: 'alias',
      kind: 'resource',
    })
    account.authorization.setResourcePolicies('kms', {
      policyOf: arn => this.#ring.findByArn(arn)?.policy.compiled ?? ofAliases,
      decide: true,
    })
    this.resourceTypes = [keyType(this.#ring), aliasType(this.#ring)]
    this.api = rpcService({
      signingName: 'kms',
      model: INPUTS,
      protocols: [
        jsonProtocol({ targetPrefix: 'TrentService', version: '1.1', namespace: 'com.amazonaws.kms' }),
      ],
      actions: this.#authorized({
        ...keyLifecycle(this.#ring),
        ...keyPolicyActions(this.#ring),
        ...keyRotationActions(this.#ring),
        ...tagActions(this.#ring),
        ...aliasActions(this.#ring),
        ...cryptographicOperations(this.#ring, account.random),
        ...macOperations(this.#ring),
      }),
    })
  }

  use(reference: string, operations: readonly KeyOperation[], { caller, via, context }: KeyAccess): string {
    const key = this.#ring.find(reference)
    const keys = keysOfRequest(this.#ring, key, {
      reference,
      callerAccount: caller?.kind === 'principal' ? caller.accountId : undefined,
      viaService: `${via}.${this.#account.region}.amazonaws.com`,
      encryptionContext: context,
      encryptionAlgorithm: SYMMETRIC_DEFAULT.name,
    })
    const needed = operations.map(operation => ({ action: `kms:${operation}`, resource: key.arn, keys }))
    this.#account.authorization.check(caller, needed)
    for (const operation of operations) checkUse(key, operation)
    return key.arn
  }

  useGranted(reference: string, operation: KeyOperation): string {
    const key = this.#ring.find(reference)
    checkUse(key, operation)
    return key.arn
  }

  /** Only KMS can resolve an alias or a ciphertext; therefore it asks for the permissions of its operations itself. */
  #authorized(actions: Actions): Actions {
    return Object.fromEntries(
      Object.entries(actions).map(([operation, action]): [string, Action] => [
        operation,
        (input: KmsInput, context) => {
          const { accountId: callerAccount } = context.caller
          const request = { ring: this.#ring, account: this.#account, operation, input, callerAccount }
          context.authorizeEach(permissionsFor(request))
          return action(input as never, context)
        },
      ]),
    )
  }
}

function checkUse(key: Key, operation: KeyOperation): void {
  if (key.spec.usage !== 'ENCRYPT_DECRYPT') throw invalidKeyUsage(key.arn, key.spec.usage, operation)
  key.checkUsable()
}
