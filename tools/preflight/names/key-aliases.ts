import { KMSClient, paginateListAliases } from '@aws-sdk/client-kms'
import { ask } from '../unanswered.ts'
import type { NamedType } from './named-type.ts'

export const keyAliases: NamedType = {
  type: 'AWS::KMS::Alias',
  property: 'AliasName',
  noun: 'key alias',
  taken: async ({ settings }, names) => {
    const pages = paginateListAliases({ client: new KMSClient(settings) }, {})
    const taken = new Set<string | undefined>()
    for (;;) {
      const { value, done } = await ask('kms:ListAliases', () => pages.next())
      if (done) return names.filter(name => taken.has(name))
      for (const { AliasName } of value.Aliases ?? []) taken.add(AliasName)
    }
  },
  deletion: ({ region }, name) => `aws kms delete-alias --alias-name ${name} --region ${region}`,
}
