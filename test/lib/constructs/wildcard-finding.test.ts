import { Stack } from 'aws-cdk-lib'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { wildcardFinding } from '../../../lib/constructs/wildcard-finding.ts'
import { app } from '../fixture.ts'

const env = { region: 'eu-central-1' }

test('shows what the template has: tokens where it leaves the region open, its name where it does not', () => {
  const identities = (stack: Stack) =>
    wildcardFinding(stack, stack.formatArn({ service: 'ses', resource: 'identity', resourceName: '*' }))
  expect(identities(new Stack(app(), 'Anywhere'))).toBe(
    'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/*]',
  )
  expect(identities(new Stack(app(), 'There', { env }))).toBe(
    'AwsSolutions-IAM5[Resource::arn:aws:ses:eu-central-1:<AWS::AccountId>:identity/*]',
  )
  expect(identities(new Stack(app(), 'There', { env: { ...env, account: '111122223333' } }))).toBe(
    'AwsSolutions-IAM5[Resource::arn:aws:ses:eu-central-1:111122223333:identity/*]',
  )
})

test('shows a resource of the stack by its logical id', () => {
  const stack = new Stack(app(), 'Anywhere')
  const bucket = new Bucket(stack, 'Photos')
  expect(wildcardFinding(stack, bucket.arnForObjects('in/*'))).toMatch(
    /^AwsSolutions-IAM5\[Resource::<Photos\w{8}\.Arn>\/in\/\*\]$/,
  )
})
