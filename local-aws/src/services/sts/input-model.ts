import { MODEL } from '../../api/model/generated/sts.ts'
import { ServiceModel } from '../../api/model/service-model.ts'

const MFA = 'nobody has an MFA device'

/** The requests of the STS API (version 2011-06-15). */
export const INPUTS = new ServiceModel(MODEL, {
  notSimulated: {
    AssumeRoleRequest: [
      'MinimumSessionTokenSize',
      'Policy',
      'PolicyArns',
      'ProvidedContexts',
      'SourceIdentity',
      'Tags',
      'TransitiveTagKeys',
    ],
  },
  unread: {
    AssumeRoleRequest: {
      SerialNumber: MFA,
      TokenCode: MFA,
    },
  },
})
