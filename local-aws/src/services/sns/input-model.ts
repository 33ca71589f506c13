import { MODEL } from '../../api/model/generated/sns.ts'
import { ServiceModel } from '../../api/model/service-model.ts'

/** The requests of the SNS API (version 2010-03-31). */
export const INPUTS = new ServiceModel(MODEL, {
  unread: {
    ConfirmSubscriptionInput: {
      AuthenticateOnUnsubscribe: 'only the link in an e-mail unsubscribes without a signature',
    },
  },
})
