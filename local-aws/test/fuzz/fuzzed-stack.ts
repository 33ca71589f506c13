import { Assembly } from '../template/assembly.ts'
import { TRUST } from '../trust-policy.ts'

const FUNCTION_ARN = { 'Fn::GetAtt': ['Function', 'Arn'] }

/** What no API action makes here: an HTTP API before a function, which answers what it is asked to. */
const TEMPLATE = {
  Resources: {
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: TRUST } },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'echo',
        Code: {
          ZipFile: `export const handler = async event => {
            const { answer } = event.queryStringParameters ?? {}
            return answer === undefined ? event : JSON.parse(answer)
          }`,
        },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      },
    },
    Url: {
      Type: 'AWS::Lambda::Url',
      Properties: { TargetFunctionArn: FUNCTION_ARN, AuthType: 'NONE', Cors: { AllowOrigins: ['*'] } },
    },
    Everybody: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: FUNCTION_ARN,
        Action: 'lambda:InvokeFunctionUrl',
        Principal: '*',
        FunctionUrlAuthType: 'NONE',
      },
    },
    EverybodyByUrl: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: FUNCTION_ARN,
        Action: 'lambda:InvokeFunction',
        Principal: '*',
        InvokedViaFunctionUrl: true,
      },
    },
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'shop', ProtocolType: 'HTTP' } },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true },
    },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'Api' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: FUNCTION_ARN,
        PayloadFormatVersion: '2.0',
      },
    },
    Open: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'Api' },
        RouteKey: 'ANY /open/{proxy+}',
        Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] },
      },
    },
    Signed: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'Api' },
        RouteKey: 'POST /signed/{id}',
        AuthorizationType: 'AWS_IAM',
        Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] },
      },
    },
    MayInvoke: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: FUNCTION_ARN,
        Action: 'lambda:InvokeFunction',
        Principal: 'apigateway.amazonaws.com',
      },
    },
  },
  Outputs: {
    ApiUrl: { Value: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] } },
    FunctionUrl: { Value: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } },
  },
}

export const FUZZED_STACK = 'Fuzzed'

export function fuzzedAssembly(): Promise<Assembly> {
  return Assembly.of({ [FUZZED_STACK]: TEMPLATE })
}
