// Generated from @aws-sdk/client-iam 3.1162.0: change scripts/service-models.ts and run "npm run models".
import type { ModelData } from '../model-data.ts'

export const MODEL: ModelData = {
  operations: {
    DeleteRolePolicy: ['DeleteRolePolicyRequest', 'unit'],
    GetRole: ['GetRoleRequest', 'GetRoleResponse'],
    GetRolePolicy: ['GetRolePolicyRequest', 'GetRolePolicyResponse'],
    ListAttachedRolePolicies: ['ListAttachedRolePoliciesRequest', 'ListAttachedRolePoliciesResponse'],
    ListRolePolicies: ['ListRolePoliciesRequest', 'ListRolePoliciesResponse'],
    PutRolePolicy: ['PutRolePolicyRequest', 'unit'],
  },
  shapes: {
    AttachedPermissionsBoundary: { PermissionsBoundaryType: 'string', PermissionsBoundaryArn: 'string' },
    AttachedPolicy: { PolicyName: 'string', PolicyArn: 'string' },
    DeleteRolePolicyRequest: { RoleName: 'string required', PolicyName: 'string required' },
    GetRolePolicyRequest: { RoleName: 'string required', PolicyName: 'string required' },
    GetRolePolicyResponse: { RoleName: 'string required', PolicyName: 'string required', PolicyDocument: 'string required' },
    GetRoleRequest: { RoleName: 'string required' },
    GetRoleResponse: { Role: 'Role required' },
    ListAttachedRolePoliciesRequest: { RoleName: 'string required', PathPrefix: 'string', Marker: 'string', MaxItems: 'number' },
    ListAttachedRolePoliciesResponse: { AttachedPolicies: 'attachedPoliciesListType', IsTruncated: 'boolean', Marker: 'string' },
    ListRolePoliciesRequest: { RoleName: 'string required', Marker: 'string', MaxItems: 'number' },
    ListRolePoliciesResponse: { PolicyNames: '[string] required', IsTruncated: 'boolean', Marker: 'string' },
    PutRolePolicyRequest: { RoleName: 'string required', PolicyName: 'string required', PolicyDocument: 'string required' },
    Role: { Path: 'string required', RoleName: 'string required', RoleId: 'string required', Arn: 'string required', CreateDate: 'timestamp required', AssumeRolePolicyDocument: 'string', Description: 'string', MaxSessionDuration: 'number', PermissionsBoundary: 'AttachedPermissionsBoundary', Tags: 'tagListType', RoleLastUsed: 'RoleLastUsed', SourceRoleTemplate: 'SourceRoleTemplate' },
    RoleLastUsed: { LastUsedDate: 'timestamp', Region: 'string' },
    SourceRoleTemplate: { TemplateArn: 'string required', TemplateMinorVersion: 'number required' },
    Tag: { Key: 'string required', Value: 'string required' },
    attachedPoliciesListType: ['AttachedPolicy'],
    tagListType: ['Tag'],
  },
}
