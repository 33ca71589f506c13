import type { RestResponse, RestRoute } from '../../../api/rest-json-protocol.ts'
import { badRequest, notSimulated } from '../errors.ts'
import type { Identities } from '../identities.ts'

/** Create, list, describe and delete identities. */
export function identityRoutes(identities: Identities): readonly RestRoute[] {
  return [
    {
      operation: 'CreateEmailIdentity',
      method: 'POST',
      path: '/v2/email/identities',
      action: request => {
        const { EmailIdentity, DkimSigningAttributes, ConfigurationSetName } = request.json() as {
          EmailIdentity?: string
          DkimSigningAttributes?: object
          ConfigurationSetName?: string
        }
        if (!EmailIdentity) throw badRequest('EmailIdentity is missing.')
        if (DkimSigningAttributes) throw notSimulated('DKIM keys that you provide')
        if (ConfigurationSetName) throw notSimulated('the default configuration set of an identity')
        identities.create(EmailIdentity)
        return {
          body: {
            IdentityType: identities.get(EmailIdentity).type,
            VerifiedForSendingStatus: true,
            DkimAttributes: {},
          },
        }
      },
    },
    // Newer clients use POST, older ones GET.
    {
      operation: 'ListEmailIdentities',
      method: 'POST',
      path: '/v2/email/list-identities',
      action: () => list(identities),
    },
    {
      operation: 'ListEmailIdentities',
      method: 'GET',
      path: '/v2/email/identities',
      action: () => list(identities),
    },
    {
      operation: 'GetEmailIdentity',
      method: 'GET',
      path: '/v2/email/identities/{EmailIdentity}',
      action: ({ path }) => ({
        body: {
          IdentityType: identities.get(path.EmailIdentity as string).type,
          VerifiedForSendingStatus: true,
          VerificationStatus: 'SUCCESS',
          FeedbackForwardingStatus: true,
        },
      }),
    },
    {
      operation: 'DeleteEmailIdentity',
      method: 'DELETE',
      path: '/v2/email/identities/{EmailIdentity}',
      action: ({ path }) => {
        identities.delete(path.EmailIdentity as string)
        return { body: {} }
      },
    },
  ]
}

function list(identities: Identities): RestResponse {
  const EmailIdentities = identities.all().map(({ name, type }) => ({
    IdentityName: name,
    IdentityType: type,
    SendingEnabled: true,
    VerificationStatus: 'SUCCESS',
  }))
  return { body: { EmailIdentities } }
}
