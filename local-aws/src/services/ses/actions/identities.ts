import type { RestResponse, RestRoute } from '../../../api/protocols/rest-json-protocol.ts'
import { badRequest, notSimulated } from '../errors.ts'
import type { Identities } from '../identities.ts'
import { type PageRequest, paginate } from '../pagination.ts'
import { listTags, type Tag } from '../tags.ts'

/**
 * Create, list, describe and delete identities.
 *
 * @param checkUnused refuses to delete an identity that is in use
 */
export function identityRoutes(
  identities: Identities,
  checkUnused: (name: string) => void,
): readonly RestRoute[] {
  return [
    {
      operation: 'CreateEmailIdentity',
      method: 'POST',
      path: '/v2/email/identities',
      action: request => {
        const { EmailIdentity, DkimSigningAttributes, ConfigurationSetName, Tags } = request.json() as {
          EmailIdentity?: string
          DkimSigningAttributes?: object
          ConfigurationSetName?: string
          Tags?: readonly Tag[]
        }
        if (!EmailIdentity) throw badRequest('EmailIdentity is missing.')
        if (DkimSigningAttributes) throw notSimulated('DKIM keys that you provide')
        if (ConfigurationSetName) throw notSimulated('the default configuration set of an identity')
        const { type } = identities.create(EmailIdentity, Tags)
        return {
          body: {
            IdentityType: type,
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
      action: request => list(identities, request.json() as PageRequest),
    },
    {
      operation: 'ListEmailIdentities',
      method: 'GET',
      path: '/v2/email/identities',
      action: ({ query }) => list(identities, Object.fromEntries(query)),
    },
    {
      operation: 'GetEmailIdentity',
      method: 'GET',
      path: '/v2/email/identities/{EmailIdentity}',
      action: ({ path }) => {
        const { type, tags } = identities.get(path.EmailIdentity as string)
        return {
          body: {
            IdentityType: type,
            VerifiedForSendingStatus: true,
            VerificationStatus: 'SUCCESS',
            FeedbackForwardingStatus: true,
            Tags: listTags(tags),
          },
        }
      },
    },
    {
      operation: 'DeleteEmailIdentity',
      method: 'DELETE',
      path: '/v2/email/identities/{EmailIdentity}',
      action: ({ path }) => {
        const { name } = identities.get(path.EmailIdentity as string)
        checkUnused(name)
        identities.delete(name)
        return { body: {} }
      },
    },
  ]
}

function list(identities: Identities, request: PageRequest): RestResponse {
  const { items, ...rest } = paginate(identities.all(), request)
  const EmailIdentities = items.map(({ name, type }) => ({
    IdentityName: name,
    IdentityType: type,
    SendingEnabled: true,
    VerificationStatus: 'SUCCESS',
  }))
  return { body: { EmailIdentities, ...rest } }
}
