import { Duration, Size } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { Architecture, Code, LayerVersion } from 'aws-cdk-lib/aws-lambda'
import { DomainFunction, type DomainFunctionProps } from '../../../lib/constructs/domain-function.ts'
import type { DomainStack } from '../../../lib/domain-stack.ts'
import { scratchDirectory } from '../../scratch.ts'
import { domain, snapshotOf } from '../fixture.ts'

function status(stack: DomainStack, props: Partial<DomainFunctionProps> = {}): DomainFunction {
  return new DomainFunction(stack, 'Status', {
    domain: stack,
    function: 'shop/status',
    description: 'Tells',
    timeout: Duration.seconds(10),
    environment: {},
    ...props,
  })
}

test('with minimal props', () => {
  const stack = domain()
  status(stack)
  expect(snapshotOf(stack)).toMatchSnapshot()
})

test('with all props', () => {
  const stack = domain()
  const layer = new LayerVersion(stack, 'Layer', {
    code: Code.fromAsset(scratchDirectory('layer')),
  })
  status(stack, {
    environment: { PURCHASES_TABLE: 'purchases' },
    compute: {
      architecture: Architecture.X86_64,
      memoryMegabytes: 1769,
      temporaryStorage: Size.gibibytes(1),
      layers: [layer],
    },
    reservedConcurrency: 7,
  })
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
    Architectures: ['x86_64'],
    MemorySize: 1769,
    EphemeralStorage: { Size: 1024 },
    Layers: [{ Ref: Match.stringLikeRegexp('^Layer') }],
    ReservedConcurrentExecutions: 7,
    Environment: {
      Variables: Match.objectLike({
        PURCHASES_TABLE: 'purchases',
        POWERTOOLS_SERVICE_NAME: 'shop-status',
      }),
    },
  })
})

test('a layer of another architecture is refused: its programs would not start', () => {
  const stack = domain()
  const layer = new LayerVersion(stack, 'Layer', {
    code: Code.fromAsset(scratchDirectory('layer')),
    compatibleArchitectures: [Architecture.X86_64],
  })
  const compute = { architecture: Architecture.ARM_64, memoryMegabytes: 512, layers: [layer] }
  expect(() => status(stack, { compute })).toThrow(
    "Messaging-dev-Shop/Status: It runs on arm64 and its layer Messaging-dev-Shop/Layer is for x86_64. Give the function its layer's architecture, or another layer.",
  )
})

test('logs below the one prefix, by the name of the function, whatever stack it is in', () => {
  const stack = domain()
  status(stack, { function: 'mail/mailer' })
  Template.fromStack(stack).hasResourceProperties('AWS::Logs::LogGroup', {
    LogGroupName: '/messaging/dev/mail/mailer',
  })
})
