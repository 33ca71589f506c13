import { load, record } from './loading.ts'

describe('conditions', () => {
  const resources = (Conditions: object) => ({
    Shop: {
      Parameters: { Stage: { Type: 'String', Default: 'prod' } },
      Conditions,
      Resources: { Made: record('made', {}, { Condition: 'Asked' }) },
      Outputs: { Name: { Value: 'there', Condition: 'Asked' } },
    },
  })
  const isProd = { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] }
  const isDev = { 'Fn::Equals': [{ Ref: 'Stage' }, 'dev'] }

  /**
   * @documented CloudFormation User Guide, Conditions: "Resources that are associated with a true condition
   *   are created. Resources that are associated with a false condition are ignored"
   */
  test.each<[boolean, object]>([
    [true, { Asked: isProd }],
    [false, { Asked: isDev }],
    [true, { Asked: { 'Fn::Not': [isDev] } }],
    [false, { Asked: { 'Fn::And': [isProd, { Condition: 'Dev' }] }, Dev: isDev }],
    [true, { Asked: { 'Fn::And': [isProd, { Condition: 'Prod' }] }, Prod: isProd }],
    [false, { Asked: { 'Fn::And': [isDev, isProd] } }],
    [true, { Asked: { 'Fn::Or': [{ Condition: 'Dev' }, isProd] }, Dev: isDev }],
    [true, { Asked: { 'Fn::Or': [isProd, isDev] } }],
    [false, { Asked: { 'Fn::Or': [isDev, { Condition: 'Dev' }] }, Dev: isDev }],
    [false, { Asked: { 'Fn::Not': [isProd] } }],
  ])(
    '"CloudFormation creates entities that are associated with a true condition": %j by %j',
    async (holds, conditions) => {
      const { made, output } = await load(resources(conditions))
      expect(made).toHaveLength(holds ? 1 : 0)
      expect(output('Shop', 'Name')).toBe(holds ? 'there' : undefined)
    },
  )

  /** @own what is refused */
  test('a condition that depends on itself is refused', async () => {
    const circle = {
      Asked: { 'Fn::Not': [{ Condition: 'Other' }] },
      Other: { 'Fn::Or': [{ Condition: 'Asked' }] },
    }
    await expect(load(resources(circle))).rejects.toThrow('the condition Asked depends on itself')
  })

  /** @own what is refused */
  test.each([
    ['Fn::And', 'x'],
    ['Fn::Or', []],
    ['Fn::Not', { Condition: 'Other' }],
    ['Fn::Equals', 'x'],
  ])('%s of %j is refused', async (name, argument) => {
    await expect(load(resources({ Asked: { [name]: argument }, Other: isProd }))).rejects.toThrow(
      `${name} takes a list of conditions or values, not ${JSON.stringify(argument)}`,
    )
  })

  /** @own what is refused */
  test('a reference to a resource whose condition is false is refused', async () => {
    const Resources = {
      Skipped: record('skipped', {}, { Condition: 'No' }),
      Result: record('result', { Value: { Ref: 'Skipped' } }),
    }
    await expect(
      load({
        Shop: {
          Conditions: { No: isDev },
          Parameters: { Stage: { Type: 'String', Default: 'x' } },
          Resources,
        },
      }),
    ).rejects.toThrow('Shop/Result: Skipped is not made: its condition is false')
  })
})

describe('order', () => {
  /**
   * @documented CloudFormation User Guide, DependsOn: "that resource is created only after the creation of
   *   the resource specified in the DependsOn attribute"
   */
  test('each resource is created after those it refers to and depends on', async () => {
    const { made } = await load({
      Shop: {
        Resources: {
          D: record('d', {}, { DependsOn: ['C', 'A'] }),
          C: record('c', { Value: { 'Fn::Sub': [`\${x}`, { x: { 'Fn::GetAtt': 'B.Arn' } }] } }),
          B: record('b', { Value: [{ deep: { Ref: 'A' } }] }),
          A: record('a', {}, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Delete', Metadata: {} }),
        },
      },
    })
    expect(made.map(({ logicalId }) => logicalId)).toEqual(['A', 'B', 'C', 'D'])
  })

  /** @own the loader of CDK assemblies: what no dependency orders */
  test('resources without dependencies are created in the order of the template', async () => {
    const { made } = await load({
      Shop: { Resources: { B: record('b'), C: record('c', { Value: { Ref: 'B' } }), A: record('a') } },
    })
    expect(made.map(({ logicalId }) => logicalId)).toEqual(['B', 'C', 'A'])
  })

  /** @own the loader of CDK assemblies: resources on many paths take no longer than others */
  test('a resource that many paths lead to is ordered once', async () => {
    const steps = Array.from({ length: 60 }, (_, step): [string, object] => {
      const below = step === 0 ? [] : [`Left${step - 1}`, `Right${step - 1}`]
      return [String(step), { DependsOn: below }]
    })
    const Resources = Object.fromEntries(
      steps.flatMap(([step, attributes]) =>
        ['Left', 'Right'].map(side => [`${side}${step}`, record(`${side}${step}`, {}, attributes)]),
      ),
    )
    expect((await load({ Shop: { Resources } })).made).toHaveLength(120)
  })

  /** @own what is refused */
  test('a circular dependency is reported', async () => {
    const Resources = { A: record('a', { Value: { Ref: 'B' } }), B: record('b', {}, { DependsOn: 'A' }) }
    await expect(load({ Shop: { Resources } })).rejects.toThrow(
      'Shop/template: Circular dependency: A → B → A.',
    )
  })

  /** @own the order of an alias and its deployment group: CloudFormation refused such a circle in aws/aws-cdk#2231 */
  test('an alias waits for the deployment group of its update policy', async () => {
    const DeploymentGroupName = { Ref: 'Group' }
    const UpdatePolicy = { CodeDeployLambdaAliasUpdate: { ApplicationName: 'shop', DeploymentGroupName } }
    const Alias = record('alias', {}, { UpdatePolicy })
    const { made } = await load({ Shop: { Resources: { Alias, Group: record('group') } } })
    expect(made.map(({ logicalId }) => logicalId)).toEqual(['Group', 'Alias'])
    const Group = record('group', { Value: { Ref: 'Alias' } })
    await expect(load({ Shop: { Resources: { Alias, Group } } })).rejects.toThrow(
      'Circular dependency: Alias → Group → Alias.',
    )
  })
})

describe('between stacks', () => {
  const Network = {
    Resources: { Queue: record('orders') },
    Outputs: {
      QueueArn: {
        Value: { 'Fn::GetAtt': 'Queue.Arn' },
        Export: { Name: { 'Fn::Sub': `\${AWS::StackName}:arn` } },
      },
    },
  }

  /**
   * @documented CloudFormation User Guide, Fn::ImportValue: "returns the value of an output exported by
   *   another stack"; Fn::GetStackOutput: "returns the value of an output from another stack"
   */
  test.each([
    ['Fn::ImportValue', { 'Fn::ImportValue': 'Network:arn' }],
    [
      'Fn::GetStackOutput: "the value of an output from another stack", no export needed',
      {
        'Fn::GetStackOutput': {
          StackName: 'Network',
          OutputName: 'QueueArn',
          Region: { Ref: 'AWS::Region' },
        },
      },
    ],
    [
      'Fn::GetStackOutput of this region by default',
      { 'Fn::GetStackOutput': { StackName: 'Network', OutputName: 'QueueArn' } },
    ],
  ])('%s', async (_, expression) => {
    const { made } = await load({
      Network,
      Shop: { Resources: { Result: record('result', { Value: expression }) } },
    })
    expect(made.at(-1)?.properties.Value).toBe('arn:test:orders')
  })

  /** @own what is refused as not simulated */
  test('Fn::GetStackOutput of another region is refused by name', async () => {
    const expression = {
      'Fn::GetStackOutput': { StackName: 'Network', OutputName: 'QueueArn', Region: 'eu-west-1' },
    }
    await expect(
      load({ Network, Shop: { Resources: { Result: record('result', { Value: expression }) } } }),
    ).rejects.toThrow('does not simulate Fn::GetStackOutput from eu-west-1')
  })

  /** @own what is refused, and what is refused as not simulated */
  test.each([
    [{ StackName: 'Network', OutputName: 'Nothing' }, 'The stack Network has no output Nothing'],
    [{ StackName: 'Nowhere', OutputName: 'QueueArn' }, 'The stack Nowhere has no output QueueArn'],
    [
      { StackName: 'Network', OutputName: 'QueueArn', Account: '1' },
      'does not simulate the parameter "Account" of Fn::GetStackOutput',
    ],
  ])('Fn::GetStackOutput of %j is refused', async (argument, message) => {
    const Resources = { Result: record('result', { Value: { 'Fn::GetStackOutput': argument } }) }
    await expect(load({ Network, Shop: { Resources } })).rejects.toThrow(message)
  })

  /** @own the loader of CDK assemblies */
  test('the stacks of a stage within the assembly are loaded', async () => {
    const { stacks } = await load({ Shop: { Resources: { A: record('a') } } }, async assembly => {
      await assembly.write('manifest.json', {
        artifacts: { 'assembly-prod': { type: 'cdk:cloud-assembly', properties: { directoryName: 'prod' } } },
      })
      await assembly.write('prod/manifest.json', {
        artifacts: {
          Inner: {
            type: 'aws:cloudformation:stack',
            properties: { templateFile: 'inner.json', stackName: 'prod-Inner', tags: { team: 'shop' } },
          },
        },
      })
      await assembly.write('prod/inner.json', { Resources: { B: record('b') } })
    })
    expect(stacks.all().map(({ name, definition }) => [name, definition.tags])).toEqual([
      ['prod-Inner', { team: 'shop' }],
    ])
  })
})

/** @own the loader of CDK assemblies */
test('an asset is found by the key under which it is published', async () => {
  const { made } = await load({ Shop: { Resources: { Code: record('code') } } }, async assembly => {
    await assembly.write('manifest.json', {
      artifacts: {
        'Shop.assets': { type: 'cdk:asset-manifest', properties: { file: 'Shop.assets.json' } },
        Shop: {
          type: 'aws:cloudformation:stack',
          properties: { templateFile: 'Shop.template.json' },
          dependencies: ['Shop.assets'],
        },
      },
    })
    await assembly.write('Shop.assets.json', {
      files: {
        abc: {
          source: { path: 'asset.abc', packaging: 'zip' },
          destinations: { 'current_account-current_region': { objectKey: 'abc.zip', bucketName: 'assets' } },
        },
      },
    })
  })
  expect(made[0]?.assetDirectory('abc.zip')).toMatch(/\/asset\.abc$/)
  expect(() => made[0]?.assetDirectory('def.zip')).toThrow('no asset under the key def.zip')
})

/**
 * @documented CloudFormation User Guide, Name type: "By default, AWS CloudFormation generates a unique
 *   physical ID to name a resource"
 */
test('the physical ID is the stack name, the logical ID and a random string, cut to fit', async () => {
  const { made } = await load({
    MessagingLocalShop: { Resources: { PurchasesDeadLetterQueue: record('x') } },
  })
  expect(made[0]?.physicalName(80)).toMatch(/^MessagingLocalShop-PurchasesDeadLetterQueue-[A-Z2-7]{12}$/)
  expect(made[0]?.physicalName(40)).toMatch(/^MessagingLoca-PurchasesDead-[A-Z2-7]{12}$/)
  expect(made[0]?.physicalName(40)).toHaveLength(40)
})
