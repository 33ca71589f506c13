import { CloudWatchLogsClient, DescribeResourcePoliciesCommand } from '@aws-sdk/client-cloudwatch-logs'
import type { Assembly } from '../assembly.ts'
import { pseudoParameters, type Target } from '../target.ts'
import { textOf } from '../template.ts'
import { ask } from '../unanswered.ts'
import type { Verdict } from '../verdict.ts'

const CHECK = 'API access logs'

/** API Gateway adds each log group of an HTTP API to this resource policy; nothing removes them. */
const POLICY = 'AWSLogDeliveryWrite20150319'

/** "CloudWatch Logs resource policies are limited to 5120 characters" (Step Functions, Best practices). */
const MOST_CHARACTERS = 5120

/** The text around a log group's name in the policy. */
const AROUND = '"arn:aws:logs:ap-southeast-1:123456789012:log-group::log-stream:*",'.length

/**
 * Checks whether API Gateway can be allowed to write the access logs. If not, it refuses the stage: "Cannot enable
 * logging. Policy document length breaking Cloudwatch Logs Constraints".
 */
export async function checkAccessLogs(target: Target, assembly: Assembly): Promise<Verdict[]> {
  const names = accessLogNames(target, assembly)
  if (names.length === 0) return []
  const policy = await policyDocument(target)
  const toAdd = names.filter(name => !covers(policy, name))
  const characters = toAdd.reduce((sum, name) => sum + name.length + AROUND, policy.length)
  const found = `${POLICY} has ${policy.length} of ${MOST_CHARACTERS} characters`
  if (toAdd.length === 0 || characters <= MOST_CHARACTERS) return [{ check: CHECK, outcome: 'ok', found }]
  return [
    {
      check: CHECK,
      outcome: 'warning',
      found: `${found}: API Gateway may refuse the stages`,
      needed: `${characters - policy.length} more for ${toAdd.join(', ')}`,
      remedy: `remove deleted log groups from it: aws logs put-resource-policy --policy-name ${POLICY} --region ${target.region} --policy-document file://shorter.json`,
    },
  ]
}

function covers(policy: string, name: string): boolean {
  return policy.includes(`log-group:${name}:`) || /log-group:\*|"\*"/.test(policy)
}

function accessLogNames(target: Target, { resources }: Assembly): string[] {
  return resources
    .filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Stage')
    .flatMap(({ stack, Properties }) => {
      const logicalId = Properties?.AccessLogSettings?.DestinationArn?.['Fn::GetAtt']?.[0]
      const group = resources.find(each => each.stack === stack && each.logicalId === logicalId)
      return textOf(group?.Properties?.LogGroupName, pseudoParameters(target, stack)) ?? []
    })
}

/** "An account can have a maximum of 10 policies" (PutResourcePolicy): one page. */
async function policyDocument({ settings }: Target): Promise<string> {
  const { resourcePolicies = [] } = await ask('logs:DescribeResourcePolicies', () =>
    new CloudWatchLogsClient(settings).send(new DescribeResourcePoliciesCommand({})),
  )
  return resourcePolicies.find(({ policyName }) => policyName === POLICY)?.policyDocument ?? ''
}
