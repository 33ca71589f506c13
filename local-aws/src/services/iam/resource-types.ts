import type { CreatedResource, Resource, ResourceType } from '../../template/resource-type.ts'
import type { PolicyDocument, Roles } from './roles.ts'

/** Without a statement about sessions, they last an hour. */
const DEFAULT_SESSION_SECONDS = 3600

interface InlinePolicy {
  PolicyName: string
  PolicyDocument: PolicyDocument
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_IAM.html */
export function policyResourceTypes(roles: Roles): ResourceType[] {
  return [
    {
      type: 'AWS::IAM::Role',
      simulated: [
        'AssumeRolePolicyDocument',
        'Description',
        'ManagedPolicyArns',
        'MaxSessionDuration',
        'Path',
        'Policies',
        'RoleName',
      ],
      inert: { Tags: 'change no behaviour while no policy refers to them' },
      create: resource => createRole(resource, roles),
    },
    {
      type: 'AWS::IAM::Policy',
      simulated: ['PolicyDocument', 'PolicyName', 'Roles'],
      inert: {},
      create: resource => {
        const { PolicyName, PolicyDocument, Roles = [] } = resource.properties
        for (const role of Roles as string[]) {
          roles.putInlinePolicy(role, String(PolicyName), PolicyDocument as PolicyDocument)
        }
        return { physicalId: resource.physicalName(128), attributes: {} }
      },
    },
    {
      type: 'AWS::IAM::ManagedPolicy',
      simulated: ['ManagedPolicyName', 'Path', 'PolicyDocument', 'Roles'],
      inert: { Description: 'a text for readers' },
      create: resource => {
        const { ManagedPolicyName, Path = '/', PolicyDocument, Roles = [] } = resource.properties
        const name = String(ManagedPolicyName ?? resource.physicalName(128))
        const { arn, id } = roles.addManagedPolicy(name, String(Path), PolicyDocument as PolicyDocument)
        for (const role of Roles as string[]) roles.attachManagedPolicy(role, arn)
        return { physicalId: arn, attributes: { PolicyArn: arn, PolicyId: id } }
      },
    },
  ]
}

function createRole(resource: Resource, roles: Roles): CreatedResource {
  const { properties } = resource
  const { ManagedPolicyArns = [], Policies = [] } = properties
  const role = roles.addRole({
    name: String(properties.RoleName ?? resource.physicalName(64)),
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
