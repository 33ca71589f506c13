import { assemblyEnvironment, readCloudAssembly } from '../../src/template/cloud-assembly.ts'
import { Assembly } from './assembly.ts'
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
  const { made, stacks } = await load({
    Shop: {
      Resources: {
        A: record('a', { Tags: [{ Key: 'k', Value: 'v' }], Speed: { Ref: 'AWS::NoValue' } }),
        Metadata: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: 'v2:deflate64:H4s' } },
      },
    },
  })
  expect(made).toHaveLength(1)
  expect(stacks.find('Shop')?.resources).toMatchObject([
    { logicalId: 'A', physicalId: 'a' },
    { logicalId: 'Metadata', type: 'AWS::CDK::Metadata', physicalId: 'Metadata' },
  ])
})

/** @own what is refused: a resource that needs a refused one is not made */
test.each([
  ['that it depends on', { DependsOn: 'Vpc' }],
  ['that is one of those it depends on', { DependsOn: ['First', 'Vpc'] }],
])('a resource is not made without the refused one %s', async (_, attributes) => {
  const created: string[] = []
  const refused = load(
    {
      Shop: {
        Resources: {
          Vpc: { Type: 'AWS::EC2::VPC' },
          First: record('first'),
          Dependent: record('dependent', {}, attributes),
        },
      },
    },
    undefined,
    name => created.push(name),
  )
  await expect(refused).rejects.toMatchObject({ refusals: [{ message: expect.stringContaining('Vpc') }] })
  expect(created).toEqual(['first'])
})

/** @own what is refused: the error of a service, and what is wrong in a template */
test('the error of a service is reported by its code, with one period', async () => {
  const Resources = { A: { Type: 'Test::Failing', Properties: {} } }
  await expect(load({ Shop: { Resources } })).rejects.toThrow(
    'Shop/A: NoSuchThing: There is no a.b or c (Test::Failing).',
  )
})

/** @own the loader: what it reads of a template, and what it leaves alone */
test('every section of a template, and every attribute of a resource that only counts for updates', async () => {
  const { made } = await load({
    Shop: {
      AWSTemplateFormatVersion: '2010-09-09',
      Description: 'x',
      Metadata: {},
      Parameters: {},
      Rules: {},
      Mappings: {},
      Conditions: { Yes: { 'Fn::Equals': ['a', 'a'] } },
      Resources: {
        A: record(
          'a',
          {},
          {
            ...{ Condition: 'Yes', DependsOn: [], Metadata: {}, DeletionPolicy: 'Retain' },
            ...{ UpdatePolicy: {}, UpdateReplacePolicy: 'Retain' },
          },
        ),
      },
      Outputs: {},
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
    'the condition function {}',
    { Conditions: { A: {} }, Resources: { B: record('b', {}, { Condition: 'A' }) } },
  ],
  [
    'the SSM parameter "/cdk-bootstrap/x/version/2" of the parameter Version',
    {
      Parameters: {
        Version: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/x/version/2' },
      },
      Resources: {},
    },
  ],
  [
    'the condition function Fn::Contains',
    { Conditions: { A: { 'Fn::Contains': [] } }, Resources: { B: record('b', {}, { Condition: 'A' }) } },
  ],
])('%s is refused by name', async (what, template) => {
  const refused = load({ Shop: template })
  await expect(refused).rejects.toThrow(`: the local AWS does not simulate ${what}`)
  await expect(refused).rejects.toMatchObject({ refusals: [{ name: 'NotSimulatedError' }] })
})

test('a parameter without a value is refused', async () => {
  const Parameters = { Stage: { Type: 'String' } }
  await expect(load({ Shop: { Parameters, Resources: {} } })).rejects.toThrow(
    'Shop/template: the parameter Stage has no default, the only source of a value here.',
  )
})

const loadFor = (environment: string) =>
  load({ Shop: { Resources: { A: record('a') } } }, assembly =>
    assembly.write('manifest.json', {
      artifacts: {
        Shop: {
          type: 'aws:cloudformation:stack',
          environment,
          properties: { templateFile: 'Shop.template.json' },
        },
      },
    }),
  )

/** @own what is refused */
test.each([
  ['aws://123456789012/us-east-1', '123456789012'],
  ['aws://000000000000/eu-west-1', 'eu-west-1'],
])('a stack that is synthesized for %s is refused', async (environment, other) => {
  await expect(loadFor(environment)).rejects.toThrow(
    `Shop/template: the stack is synthesized for ${other}, and this is account 000000000000 in us-east-1`,
  )
})

/** @own the loader of CDK assemblies: this account and region, or none */
test.each(['aws://000000000000/us-east-1', 'aws://unknown-account/unknown-region', ''])(
  'a stack that is synthesized for %j is made',
  async environment => {
    expect((await loadFor(environment)).made).toHaveLength(1)
  },
)

/** @own the loader of CDK assemblies: the account and region that it is run for */
test('the account and region of an assembly are the first that a stack or the stack of a stage sets', async () => {
  const assembly = await Assembly.of({})
  const stack = (environment?: string) => ({ type: 'aws:cloudformation:stack', environment })
  await assembly.write('manifest.json', {
    artifacts: {
      Tree: { type: 'cdk:tree', environment: 'aws://999999999999/sa-east-1' },
      Open: stack('aws://unknown-account/unknown-region'),
      None: stack(),
      Stage: { type: 'cdk:cloud-assembly', properties: { directoryName: 'stage' } },
      Late: stack('aws://222222222222/us-west-2'),
    },
  })
  await assembly.write('stage/manifest.json', { artifacts: { In: stack('aws://unknown-account/eu-west-1') } })
  expect(await assemblyEnvironment(assembly.directory)).toEqual({
    account: '222222222222',
    region: 'eu-west-1',
  })
  await assembly.write('manifest.json', {})
  expect(await assemblyEnvironment(assembly.directory)).toEqual({ account: undefined, region: undefined })
  await assembly.remove()
})

/** @own the loader of CDK assemblies */
test('a template that is not JSON is reported, with the command to create it again', async () => {
  const refused = load({ Shop: {} }, assembly => assembly.write('Shop.template.json', '{'))
  await expect(refused).rejects.toThrow(
    /Shop\.template\.json is not JSON: .+\. Create the assembly again with "npx cdk synth"\.$/,
  )
})

/** @own the loader: the value of a parameter is its default */
test.each([
  ['String', 'x', 'x'],
  ['Number', 3, '3'],
  ['List<Number>', '1, 2', ['1', '2']],
])('a parameter of type %s has the value %j', async (Type, Default, value) => {
  const { made } = await load({
    Shop: {
      Parameters: { P: { Type, Default } },
      Resources: { A: record('a', { Value: { Ref: 'P' } }) },
    },
  })
  expect(made[0]?.properties.Value).toEqual(value)
})

test('a directory without an assembly is reported, with the command to create one', async () => {
  await expect(readCloudAssembly('/nowhere')).rejects.toThrow(
    'There is no cloud assembly in /nowhere: it has no manifest.json. Create one with "npx cdk synth".',
  )
})
