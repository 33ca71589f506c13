const WITHOUT = 'leave it out when the app runs here, for example by a context value'

/** What to do if a type, or a property of a type, is not simulated. */
const REMEDIES: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::RestApi': 'use an HTTP API or a function URL',
  'AWS::ApiGatewayV2::Api CorsConfiguration': 'let a route answer OPTIONS, or use a function URL',
  'AWS::ApplicationAutoScaling::ScalableTarget': `nothing is throttled here for lack of capacity, so ${WITHOUT}`,
  'AWS::ApplicationAutoScaling::ScalingPolicy': `nothing is throttled here for lack of capacity, so ${WITHOUT}`,
  'AWS::CloudFormation::Stack':
    'move the resources of the nested stack to its parent, or to a separate stack',
  'AWS::Events::Rule': `invoke its target yourself, and ${WITHOUT}`,
  'AWS::Scheduler::Schedule': `invoke its target yourself, and ${WITHOUT}`,
  'AWS::SSM::Parameter': 'pass its value to functions in an environment variable',
  'AWS::DynamoDB::Table StreamSpecification':
    'also write the changes to a Kinesis stream, a queue or a topic',
}

/** @returns such as `: leave it out …`; an empty text if no remedy is known */
export function remedyFor(type: string, property?: string): string {
  const remedy = REMEDIES[property === undefined ? type : `${type} ${property}`]
  return remedy === undefined ? '' : `: ${remedy}`
}
