const WITHOUT = 'leave it out where the app runs here, such as by a context value'

/** What to do where a type, or a property of a type, is not simulated. */
const REMEDIES: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::RestApi': 'use an HTTP API or a function URL',
  'AWS::ApiGatewayV2::Api CorsConfiguration': 'let a route answer OPTIONS, or use a function URL',
  'AWS::ApplicationAutoScaling::ScalableTarget': `nothing is throttled for want of capacity, so ${WITHOUT}`,
  'AWS::ApplicationAutoScaling::ScalingPolicy': `nothing is throttled for want of capacity, so ${WITHOUT}`,
  'AWS::CloudFormation::Stack': 'make what is in the nested stack part of its parent, or a stack of its own',
  'AWS::Events::Rule': `invoke what it starts yourself, and ${WITHOUT}`,
  'AWS::Scheduler::Schedule': `invoke what it starts yourself, and ${WITHOUT}`,
  'AWS::SSM::Parameter': 'give functions its value in an environment variable',
  'AWS::DynamoDB::Table StreamSpecification': 'write changes to a Kinesis stream, a queue or a topic as well',
}

/** @returns such as `: leave it out …`; an empty text where nothing is known to help */
export function remedyFor(type: string, property?: string): string {
  const remedy = REMEDIES[property === undefined ? type : `${type} ${property}`]
  return remedy === undefined ? '' : `: ${remedy}`
}
