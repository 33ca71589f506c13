import { CloudFormationClient, DescribeTypeCommand } from '@aws-sdk/client-cloudformation'
import { inParallel } from '../../clients/in-parallel.ts'
import type { Assembly } from '../assembly.ts'
import type { Target } from '../target.ts'
import { find, named, Unanswered } from '../unanswered.ts'
import type { Verdict } from '../verdict.ts'

const CHECK = 'region'
const AT_ONCE = 4

/**
 * Regions whose CloudFormation lacks a type: from the region schemas of cfn-lint 1.51, November 2026. Used if the
 * region itself cannot be asked.
 */
const KNOWN_GAPS: Readonly<Record<string, readonly string[]>> = {
  'AWS::SES::ConfigurationSet': [
    'ap-east-1',
    'ap-east-2',
    'ap-southeast-4',
    'ap-southeast-6',
    'ap-southeast-7',
    'cn-north-1',
    'cn-northwest-1',
    'eu-south-2',
    'mx-central-1',
  ],
  'AWS::ApiGatewayV2::Api': ['ap-east-2', 'ap-southeast-6'],
}

/** Checks whether the region has every resource type of the stacks. */
export async function checkRegion(target: Target, { resources }: Assembly): Promise<Verdict[]> {
  const types = [...new Set(resources.map(({ Type }) => Type))].sort()
  try {
    return [verdict(target.region, types, await typesThatLack(target, types))]
  } catch (cause) {
    if (!(cause instanceof Unanswered)) throw cause
    return [withoutAnswer(target.region, types, cause)]
  }
}

async function typesThatLack(target: Target, types: readonly string[]): Promise<string[]> {
  const client = new CloudFormationClient(target.settings)
  const present = await inParallel(types, AT_ONCE, TypeName =>
    find(
      'cloudformation:DescribeType',
      () => client.send(new DescribeTypeCommand({ Type: 'RESOURCE', TypeName })),
      named('TypeNotFoundException'),
    ),
  )
  return types.filter((_, index) => present[index] === undefined)
}

function verdict(region: string, types: readonly string[], lacking: readonly string[]): Verdict {
  const needed = `${types.length} resource types`
  if (lacking.length === 0) return { check: CHECK, outcome: 'ok', found: `${region} has all ${needed}` }
  return {
    check: CHECK,
    outcome: 'fails',
    found: `${region} lacks ${lacking.join(', ')}`,
    needed,
    remedy:
      'deploy to another region: -c region=eu-central-1 (dev), region in config/<stage>.json, or AWS_REGION',
  }
}

function withoutAnswer(region: string, types: readonly string[], { message, remedy }: Unanswered): Verdict {
  const lacking = types.filter(type => KNOWN_GAPS[type]?.includes(region))
  if (lacking.length > 0) return verdict(region, types, lacking)
  return {
    check: CHECK,
    outcome: 'unknown',
    found: `cannot check whether ${region} has the ${types.length} resource types: ${message}; no gap is known`,
    remedy,
  }
}
