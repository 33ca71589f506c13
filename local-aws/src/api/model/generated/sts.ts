// Generated from @aws-sdk/client-sts 3.1162.0: change scripts/service-models.ts and run "npm run models".
import type { ModelData } from '../model-data.ts'

export const MODEL: ModelData = {
  operations: {
    AssumeRole: ['AssumeRoleRequest', 'AssumeRoleResponse'],
    GetCallerIdentity: ['GetCallerIdentityRequest', 'GetCallerIdentityResponse'],
  },
  shapes: {
    AssumeRoleRequest: { RoleArn: 'string required', RoleSessionName: 'string required', PolicyArns: 'policyDescriptorListType', Policy: 'string', DurationSeconds: 'number', Tags: 'tagListType', TransitiveTagKeys: '[string]', ExternalId: 'string', SerialNumber: 'string', TokenCode: 'string', SourceIdentity: 'string', ProvidedContexts: 'ProvidedContextsListType', MinimumSessionTokenSize: 'number' },
    AssumeRoleResponse: { Credentials: 'Credentials', AssumedRoleUser: 'AssumedRoleUser', PackedPolicySize: 'number', SourceIdentity: 'string', SessionTokenUtilization: 'number', SessionTokenSize: 'number' },
    AssumedRoleUser: { AssumedRoleId: 'string required', Arn: 'string required' },
    Credentials: { AccessKeyId: 'string required', SecretAccessKey: 'string required', SessionToken: 'string required', Expiration: 'timestamp required' },
    GetCallerIdentityRequest: {  },
    GetCallerIdentityResponse: { UserId: 'string', Account: 'string', Arn: 'string' },
    PolicyDescriptorType: { arn: 'string' },
    ProvidedContext: { ProviderArn: 'string', ContextAssertion: 'string' },
    ProvidedContextsListType: ['ProvidedContext'],
    Tag: { Key: 'string required', Value: 'string required' },
    policyDescriptorListType: ['PolicyDescriptorType'],
    tagListType: ['Tag'],
  },
}
