import { load, record } from './loading.ts'

/** What `expression` gives as a property, in a template that has a bit of everything. */
async function resolved(expression: unknown): Promise<unknown> {
  const { made } = await load({
    Shop: {
      Parameters: {
        Stage: { Type: 'String', Default: 'local' },
        Zones: { Type: 'CommaDelimitedList', Default: 'a, b' },
        BootstrapVersion: {
          Type: 'AWS::SSM::Parameter::Value<String>',
          Default: '/cdk-bootstrap/hnb659fds/version',
        },
      },
      Rules: { CheckBootstrapVersion: { Assertions: [] } },
      Mappings: { Sizes: { local: { memory: 256 } } },
      Conditions: { Yes: { 'Fn::Equals': ['a', 'a'] }, No: { 'Fn::Equals': ['a', 'b'] } },
      Resources: { Result: record('result', { Value: expression }), Queue: record('orders') },
    },
  })
  return made.find(({ logicalId }) => logicalId === 'Result')?.properties.Value
}

async function gives(_title: string, expression: unknown, value: unknown): Promise<void> {
  expect(await resolved(expression)).toEqual(value)
}

const NOTHING = { Ref: 'AWS::NoValue' }

/**
 * @documented CloudFormation User Guide, Intrinsic function reference and Pseudo parameters reference: what
 *   each function and each parameter returns
 */
test.each<[string, unknown, unknown]>([
  ['Ref of a parameter', { Ref: 'Stage' }, 'local'],
  ['Ref of a list parameter', { Ref: 'Zones' }, ['a', 'b']],
  ['Ref of a resource', { Ref: 'Queue' }, 'orders'],
  ['Ref AWS::AccountId', { Ref: 'AWS::AccountId' }, '000000000000'],
  ['Ref AWS::Region', { Ref: 'AWS::Region' }, 'us-east-1'],
  ['Ref AWS::Partition', { Ref: 'AWS::Partition' }, 'aws'],
  ['Ref AWS::URLSuffix', { Ref: 'AWS::URLSuffix' }, 'amazonaws.com'],
  ['Ref AWS::StackName', { Ref: 'AWS::StackName' }, 'Shop'],
  [
    'Ref AWS::StackId',
    { Ref: 'AWS::StackId' },
    expect.stringMatching(/^arn:aws:cloudformation:us-east-1:000000000000:stack\/Shop\//),
  ],
  ['Fn::GetAtt of a list', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:test:orders'],
  ['Fn::GetAtt of a string', { 'Fn::GetAtt': 'Queue.Arn' }, 'arn:test:orders'],
  [
    'Fn::Sub',
    { 'Fn::Sub': `\${Stage}/\${Queue}/\${Queue.Arn}/\${AWS::Region}/\${!Stage}` },
    `local/orders/arn:test:orders/us-east-1/\${Stage}`,
  ],
  [
    'Fn::Sub with variables of its own',
    { 'Fn::Sub': [`\${Stage}-\${Own}`, { Own: { Ref: 'Queue' } }] },
    'local-orders',
  ],
  ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'Stage' }, NOTHING, 3]] }, 'a-local-3'],
  ['Fn::Join of a list that a function gives', { 'Fn::Join': ['+', { Ref: 'Zones' }] }, 'a+b'],
  ['Fn::Split', { 'Fn::Split': [':', 'a:b:c'] }, ['a', 'b', 'c']],
  ['Fn::Select', { 'Fn::Select': ['1', { 'Fn::Split': [':', { 'Fn::GetAtt': 'Queue.Arn' }] }] }, 'test'],
  ['Fn::Select of the first', { 'Fn::Select': [0, { Ref: 'Zones' }] }, 'a'],
  ['Fn::Sub with a number and a boolean', { 'Fn::Sub': [`\${a}-\${b}`, { a: 1, b: true }] }, '1-true'],
  ['Fn::Base64', { 'Fn::Base64': { Ref: 'Stage' } }, 'bG9jYWw='],
  ['Fn::FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'memory'] }, 256],
  ['Fn::If, taken', { 'Fn::If': ['Yes', { Ref: 'Stage' }, 'other'] }, 'local'],
  ['Fn::If, not taken', { 'Fn::If': ['No', 'other', { Ref: 'Stage' }] }, 'local'],
  ['AWS::NoValue in an object', { a: NOTHING, b: 1 }, { b: 1 }],
  ['AWS::NoValue in a list', ['a', { 'Fn::If': ['No', 'b', NOTHING] }, 'c'], ['a', 'c']],
  ['AWS::NoValue as the property', { 'Fn::If': ['Yes', NOTHING, 1] }, undefined],
  ['AWS::NoValue as the other choice', { 'Fn::If': ['No', 1, NOTHING] }, undefined],
  ['AWS::NoValue as the choice not taken', { 'Fn::If': ['No', NOTHING, 1] }, 1],
  ['null', null, null],
  [
    'nesting',
    { list: [{ deep: { 'Fn::Sub': `\${Queue}` } }], flag: true },
    { list: [{ deep: 'orders' }], flag: true },
  ],
])('%s', gives)

/** @own not documented by AWS: a value for the check of the CDK, and what is no function */
test.each<[string, unknown, unknown]>([
  ['the version of the bootstrap stack', { Ref: 'BootstrapVersion' }, expect.stringMatching(/^\d+$/)],
  ['a key of a policy that only looks like a function', { Ref: 'x', Sid: 'y' }, { Ref: 'x', Sid: 'y' }],
])('%s', gives)

/** @own what is refused, and what is refused as not simulated */
test.each<[unknown, string]>([
  [{ 'Fn::Cidr': ['10.0.0.0/16', 2, 8] }, 'does not simulate the intrinsic function Fn::Cidr'],
  [{ 'Fn::GetAZs': '' }, 'does not simulate the intrinsic function Fn::GetAZs'],
  [{ 'Fn::Transform': {} }, 'does not simulate the intrinsic function Fn::Transform'],
  [{ 'Fn::Equals': ['a', 'a'] }, 'does not simulate the intrinsic function Fn::Equals'],
  ['{{resolve:ssm:/secret}}', 'does not simulate the dynamic reference {{resolve:ssm:/secret}}'],
  [{ 'Fn::GetAtt': ['Queue', 'Size'] }, 'does not simulate the attribute "Size" of Queue, a Test::Record'],
  [{ Ref: 'Nobody' }, 'Nobody is not in the template'],
  // The choice that is not taken is checked as well.
  [{ 'Fn::If': ['Yes', 1, { 'Fn::Cidr': [] }] }, 'does not simulate the intrinsic function Fn::Cidr'],
  [{ 'Fn::If': ['Yes', 1, { Ref: 'Nobody' }] }, 'Nobody is not in the template'],
  [{ 'Fn::Sub': `\${Nobody.Arn}` }, 'Nobody is not in the template'],
  [{ 'Fn::Select': [2, ['a', 'b']] }, 'Fn::Select cannot select 2 of a list of 2'],
  [{ 'Fn::Select': [-1, ['a', 'b']] }, 'Fn::Select cannot select -1 of a list of 2'],
  [{ 'Fn::Select': [0.5, ['a', 'b']] }, 'Fn::Select cannot select 0.5 of a list of 2'],
  [{ 'Fn::Select': [0] }, 'Fn::Select takes a list of 2, not [0]'],
  [{ 'Fn::Split': [':'] }, 'Fn::Split takes a list of 2, not [":"]'],
  [{ 'Fn::Join': ['', [{ 'Fn::If': ['Yes'] }]] }, 'Fn::If takes a list of 3, not ["Yes"]'],
  [{ 'Fn::If': ['Yes', 1] }, 'Fn::If takes a list of 3, not ["Yes",1]'],
  [{ 'Fn::FindInMap': ['Sizes', 'local'] }, 'Fn::FindInMap takes a list of 3, not ["Sizes","local"]'],
  [{ 'Fn::Join': ['-', NOTHING] }, 'Fn::Join takes a list, not AWS::NoValue'],
  [{ 'Fn::Base64': { Ref: 'Zones' } }, '{"Ref":"Zones"} gives ["a","b"] where a string is needed'],
  [{ 'Fn::Join': ['-', 'text'] }, 'Fn::Join takes a list, not "text"'],
  [{ 'Fn::Join': ['-'] }, 'Fn::Join takes a list of 2, not ["-"]'],
  [{ 'Fn::FindInMap': ['Sizes', 'prod', 'memory'] }, 'there is no Sizes/prod/memory in the mappings'],
  [{ 'Fn::If': ['Maybe', 1, 2] }, 'there is no condition Maybe'],
  [{ 'Fn::ImportValue': 'nowhere' }, 'No export named nowhere found'],
  [{ 'Fn::Join': ['', ['a']], Extra: 1 }, 'Fn::Join must be the only key, without Extra'],
])('%j is refused: %s', async (expression, message) => {
  await expect(resolved(expression)).rejects.toThrow(
    `Shop/Result: ${message.startsWith('does') ? 'the local AWS ' : ''}${message} (the property "Value" of Test::Record).`,
  )
})
