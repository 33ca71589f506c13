import type { CreatedResource, Resource, ResourceType } from '../../../template/resource-type.ts'
import type { PolicyDocument, Roles } from '../roles.ts'

/** Without a statement about sessions, they last an hour. */
const DEFAULT_SESSION_SECONDS = 3600

const MAX_NAME_CHARACTERS = 64

interface InlinePolicy {
  PolicyName: string
  PolicyDocument: PolicyDocument
}

/** `AWS::IAM::Role` */
export function roleType(roles: Roles): ResourceType {
  return {
    type: 'AWS::IAM::Role',
    simulated: [
      ...['AssumeRolePolicyDocument', 'Description', 'ManagedPolicyArns', 'MaxSessionDuration', 'Path'],
      ...['Policies', 'RoleName'],
    ],
    inert: { Tags: 'change no behaviour while no policy refers to them' },
    create: resource => createRole(resource, roles),
  }
}

function createRole(resource: Resource, roles: Roles): CreatedResource {
  const { properties } = resource
  const { ManagedPolicyArns = [], Policies = [] } = properties
  const role = roles.addRole({
    name: String(properties.RoleName ?? resource.physicalName(MAX_NAME_CHARACTERS)),
    path: String(properties.Path ?? '/'),
    description: properties.Description as string | undefined,
    maxSessionSeconds: Number(properties.MaxSessionDuration ?? DEFAULT_SESSION_SECONDS),
    trustPolicy: properties.AssumeRolePolicyDocument as PolicyDocument,
  })
  for (const arn of ManagedPolicyArns as string[]) roles.attachManagedPolicy(role.name, arn)
  for (const { PolicyName, PolicyDocument } of Policies as InlinePolicy[]) {
    roles.putInlinePolicy(role.name, PolicyName, PolicyDocument)
  }
  return { physicalId: role.name, attributes: { Arn: role.arn, RoleId: role.id } }
}
