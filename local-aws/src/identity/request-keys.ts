import type { Clock } from '../clock.ts'
import type { Caller, PrincipalCaller, ServiceCaller } from './caller.ts'
import type { ContextKeys, Principal } from './policies/request.ts'

/** Where and when a request is made. */
export interface RequestPlace {
  readonly id: string
  readonly region: string
  readonly clock: Clock
}

/** An IAM principal, an AWS service, or nobody (undefined). */
type Requester = { caller: Caller | undefined; principal: Principal }

/** The keys whose values change by themselves. */
export const TIME_KEYS: readonly string[] = ['aws:currenttime', 'aws:epochtime']

/**
 * The condition keys that every request of a caller has. Every request counts as made with TLS. Times are computed when a
 * policy asks for them.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function requestKeys(place: RequestPlace, requester: Requester): ContextKeys {
  return {
    get 'aws:currenttime'() {
      return new Date(place.clock.now()).toISOString()
    },
    get 'aws:epochtime'() {
      return String(Math.floor(place.clock.now() / 1000))
    },
    'aws:requestedregion': place.region,
    'aws:resourceaccount': place.id,
    'aws:securetransport': 'true',
    ...callerKeys(place, requester),
  }
}

function callerKeys({ id }: RequestPlace, { caller, principal }: Requester): ContextKeys {
  if (caller === undefined) return ANONYMOUS
  return caller.kind === 'service' ? serviceKeys(caller, id) : principalKeys(caller, principal)
}

/** In requests without credentials these keys name nobody in particular (IAM guide, "AWS global condition context keys"). */
const ANONYMOUS: ContextKeys = {
  'aws:principalaccount': 'anonymous',
  'aws:principaltype': 'Anonymous',
  'aws:userid': 'anonymous',
}

function serviceKeys({ service, sourceArn }: ServiceCaller, accountId: string): ContextKeys {
  return {
    'aws:principalisawsservice': 'true',
    'aws:principalservicename': service,
    'aws:principalservicenameslist': [service],
    'aws:sourceaccount': accountId,
    'aws:sourcearn': sourceArn,
    'aws:sourceowner': accountId,
    'aws:viaawsservice': 'false',
  }
}

function principalKeys({ accountId, arn, userId }: PrincipalCaller, principal: Principal): ContextKeys {
  const ofEach = {
    'aws:principalaccount': accountId,
    'aws:principalisawsservice': 'false',
    'aws:userid': userId,
    'aws:viaawsservice': 'false',
  }
  // "For IAM roles, the request context returns the ARN of the role, not the ARN of the user that assumed the role."
  // Temporary credentials without MFA have the key with the value false; long-term ones have none.
  if (principal.kind === 'role') {
    return {
      ...ofEach,
      'aws:multifactorauthpresent': 'false',
      'aws:principalarn': principal.arn,
      'aws:principaltype': 'AssumedRole',
    }
  }
  return {
    ...ofEach,
    'aws:principalarn': arn,
    'aws:principaltype': 'User',
    'aws:username': arn.slice(arn.lastIndexOf('/') + 1),
  }
}
