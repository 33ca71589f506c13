import type { Setting } from './setting.ts'

/**
 * What the stacks need and some regions lack, by CloudFormation's schemas of these regions (cfn-lint 1.51, November
 * 2026).
 */
const MISSING: readonly { readonly service: string; readonly regions: readonly string[] }[] = [
  {
    service: "SES's configuration sets (AWS::SES::ConfigurationSet), which the mail stack is built on",
    regions: [
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
  },
  {
    service: 'HTTP APIs (AWS::ApiGatewayV2::Api), which all clients call',
    regions: ['ap-east-2', 'ap-southeast-6'],
  },
]

/**
 * Refuses a region where the deployment would stop halfway.
 *
 * @throws ConfigError with the region, what it lacks, and the remedy
 */
export function refuseRegionWithoutServices(region: Setting): void {
  const missing = MISSING.filter(({ regions }) => regions.includes(String(region.value)))
  if (missing.length === 0) return
  region.refuse(
    `It lacks ${missing.map(({ service }) => service).join(', and ')}. Use another region: set "region" ` +
      '(dev takes -c region=eu-central-1, every other stage has it in its file), or AWS_REGION.',
  )
}
