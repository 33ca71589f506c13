import { MODEL } from '../../api/model/generated/ses.ts'
import { ServiceModel } from '../../api/model/service-model.ts'

const REFUSED_WHOLE = 'the member that holds it is refused'
const RETURNED = 'returned as it was sent'

/** The requests of the SES API v2 (version 2019-09-27). */
export const INPUTS = new ServiceModel(MODEL, {
  notSimulated: {
    '*': ['ValidationAttributes', 'ValidationOptions'],
    ListConfigurationSetsRequest: ['Filter'],
    DeleteSuppressedDestinationRequest: ['TenantName'],
    GetSuppressedDestinationRequest: ['TenantName'],
    ListEmailIdentitiesRequest: ['Filter'],
    ListSuppressedDestinationsRequest: ['TenantName'],
    ListTenantsRequest: ['Filter'],
    PutSuppressedDestinationRequest: ['TenantName'],
    SendEmailRequest: [
      'ConfigurationOverrides',
      'FeedbackForwardingEmailAddress',
      'FeedbackForwardingEmailAddressIdentityArn',
      'FromEmailAddressIdentityArn',
    ],
  },
  unread: {
    Attachment: REFUSED_WHOLE,
    CloudWatchDestination: REFUSED_WHOLE,
    Content: { Charset: 'the inbox keeps text, not bytes' },
    DeliveryOptions: {
      MaxDeliverySeconds: RETURNED,
      TlsPolicy: RETURNED,
    },
    DkimSigningAttributes: REFUSED_WHOLE,
    EventBridgeDestination: REFUSED_WHOLE,
    KinesisFirehoseDestination: REFUSED_WHOLE,
    ListManagementOptions: REFUSED_WHOLE,
    MessageSecurityOptions: REFUSED_WHOLE,
    PinpointDestination: REFUSED_WHOLE,
    ReputationOptions: RETURNED,
    Tag: RETURNED,
    Template: REFUSED_WHOLE,
    TenantSuppressionAttributes: REFUSED_WHOLE,
    TrackingOptions: RETURNED,
    VdmOptions: REFUSED_WHOLE,
  },
})
