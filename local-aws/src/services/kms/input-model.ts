import { MODEL } from '../../api/models/kms.ts'
import { ServiceModel } from '../../api/service-model.ts'

/** The requests of the KMS API (version 2014-11-01). */
export const INPUTS = new ServiceModel(MODEL, {
  notSimulated: { '*': ['CustomKeyStoreId', 'DryRunModifiers', 'GrantTokens', 'Recipient', 'XksKeyId'] },
  unread: { Tag: 'no operation returns tags' },
})
