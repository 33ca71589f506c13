import { readCloudAssembly } from '../../src/template/cloud-assembly.ts'
import { load, record } from './loading.ts'

test('all refusals are reported together by name, without the resources that depend on them', async () => {
  const refused = load({
    Network: {
      Resources: {
        Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
        Subnet: record('subnet', { Value: { Ref: 'Vpc' } }),
        Custom: { Type: 'Custom::S3AutoDeleteObjects', Properties: {} },
      },
      Outputs: { Vpc: { Value: { Ref: 'Vpc' }, Export: { Name: 'vpc' } } },
    },
    Shop: {
      Resources: {
        Imports: record('imports', { Value: { 'Fn::ImportValue': 'vpc' } }),
        Fifo: record('fifo', { Speed: 'high', Colour: 'red', Value: { 'Fn::Cidr': [] } }),
        Signalled: record('signalled', {}, { CreationPolicy: {} }),
      },
    },
  })
  await expect(refused).rejects.toMatchObject({
    name: 'AssemblyRefusedError',
    refusals: [
      'Network/Vpc: the local AWS does not simulate the resource type AWS::EC2::VPC.',
      'Network/Custom: the local AWS does not simulate the resource type Custom::S3AutoDeleteObjects.',
      'Shop/Fifo: the local AWS does not simulate the property "Speed" of Test::Record.',
      'Shop/Fifo: the local AWS does not simulate the property "Colour" of Test::Record.',
      'Shop/Fifo: the local AWS does not simulate the intrinsic function Fn::Cidr (the property "Value" of Test::Record).',
      'Shop/Signalled: the local AWS does not simulate the resource attribute CreationPolicy (Test::Record).',
    ].map(message => expect.objectContaining({ message })),
  })
  await expect(refused).rejects.toThrow(
    /^The local AWS cannot run this assembly:\n {2}Network\/Vpc: .*\n {2}Network/,
  )
})

test('an inert property, a property that evaluates to no value, and the CDK’s metadata are accepted', async () => {
  const { made } = await load({
    Shop: {
      Resources: {
        A: record('a', { Tags: [{ Key: 'k', Value: 'v' }], Speed: { Ref: 'AWS::NoValue' } }),
        Metadata: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: 'v2:deflate64:H4s' } },
      },
    },
  })
  expect(made).toHaveLength(1)
})

test.each<[string, object]>([
  ['the section Transform', { Transform: 'AWS::Serverless-2016-10-31', Resources: {} }],
  ['the rule OnlyInEurope', { Rules: { OnlyInEurope: {} }, Resources: {} }],
  [
    'the SSM parameter "/db/password" of the parameter Password',
    {
      Parameters: { Password: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/db/password' } },
      Resources: {},
    },
  ],
  [
    'the type AWS::EC2::VPC::Id of the parameter Vpc',
    { Parameters: { Vpc: { Type: 'AWS::EC2::VPC::Id', Default: 'vpc-1' } }, Resources: {} },
  ],
  [
    'the condition function Fn::Contains',
    { Conditions: { A: { 'Fn::Contains': [] } }, Resources: { B: record('b', {}, { Condition: 'A' }) } },
  ],
])('%s is refused by name', async (what, template) => {
  await expect(load({ Shop: template })).rejects.toThrow(`: the local AWS does not simulate ${what}`)
})

test('a parameter without a value is refused', async () => {
  const Parameters = { Stage: { Type: 'String' } }
  await expect(load({ Shop: { Parameters, Resources: {} } })).rejects.toThrow(
    'Shop/template: the parameter Stage has no default, the only source of a value here.',
  )
})

test('a stack that is synthesized for another account or region is refused', async () => {
  const refused = load({ Shop: { Resources: {} } }, assembly =>
    assembly.write('manifest.json', {
      artifacts: {
        Shop: {
          type: 'aws:cloudformation:stack',
          environment: 'aws://123456789012/us-east-1',
          properties: { templateFile: 'Shop.template.json' },
        },
      },
    }),
  )
  await expect(refused).rejects.toThrow('the stack is synthesized for 123456789012')
})

test('a directory without an assembly is reported, with the command to create one', async () => {
  await expect(readCloudAssembly('/nowhere')).rejects.toThrow(
    'There is no cloud assembly in /nowhere: it has no manifest.json. Create one with "npx cdk synth".',
  )
})
