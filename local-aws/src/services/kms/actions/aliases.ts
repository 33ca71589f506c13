import type {
  CreateAliasRequest,
  DeleteAliasRequest,
  ListAliasesRequest,
  UpdateAliasRequest,
} from '@aws-sdk/client-kms'
import type { Actions } from '../../../api/service-api.ts'
import { validation } from '../errors.ts'
import { keyById } from '../key-reference.ts'
import type { Alias, KeyRing } from '../key-ring.ts'
import { paginate } from '../pagination.ts'

/** The actions on aliases, the friendly names of keys. */
export function aliasActions(ring: KeyRing): Actions {
  return {
    CreateAlias(input: CreateAliasRequest) {
      ring.createAlias(aliasName(input.AliasName), keyById(ring, { KeyId: input.TargetKeyId }))
    },

    UpdateAlias(input: UpdateAliasRequest) {
      ring.updateAlias(aliasName(input.AliasName), keyById(ring, { KeyId: input.TargetKeyId }))
    },

    DeleteAlias(input: DeleteAliasRequest) {
      ring.deleteAlias(aliasName(input.AliasName))
    },

    ListAliases({ KeyId, Limit, Marker }: ListAliasesRequest) {
      const target = KeyId === undefined ? undefined : ring.findById(KeyId).id
      const matching = ring.aliases().filter(alias => target === undefined || alias.keyId === target)
      const { items, ...rest } = paginate(matching, { Limit, Marker }, { default: 50, max: 100 })
      return { Aliases: items.map(listEntry), ...rest }
    },
  }
}

function aliasName(name: string | undefined): string {
  if (typeof name === 'string') return name
  throw validation('AliasName is missing.')
}

function listEntry(alias: Alias) {
  return {
    AliasName: alias.name,
    AliasArn: alias.arn,
    TargetKeyId: alias.keyId,
    CreationDate: alias.createdAt / 1000,
    LastUpdatedDate: alias.updatedAt / 1000,
  }
}
