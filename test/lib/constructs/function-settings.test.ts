import { Duration, Lazy, Size } from 'aws-cdk-lib'
import { smallCompute } from '../../../lib/constructs/compute.ts'
import { DomainFunction, type DomainFunctionProps } from '../../../lib/constructs/domain-function.ts'
import { RefusedError } from '../../../lib/constructs/refusal.ts'
import { SignedHttpApi } from '../../../lib/constructs/signed-http-api.ts'
import type { DomainStack } from '../../../lib/domain-stack.ts'
import { domain } from '../fixture.ts'

type Settings = Partial<DomainFunctionProps>

function status(stack: DomainStack, props: Settings = {}, id = 'Status'): DomainFunction {
  return new DomainFunction(stack, id, {
    domain: stack,
    function: 'shop/status',
    description: 'Tells',
    timeout: Duration.seconds(10),
    environment: {},
    ...props,
  })
}

const timeout = (seconds: number): Settings => ({ timeout: Duration.seconds(seconds) })
const memory = (memoryMegabytes: number): Settings => ({ compute: { ...smallCompute, memoryMegabytes } })
const variable = (name: string, value = 'x'): Settings => ({ environment: { [name]: value } })

const rows: [refused: Settings, words: string, nearest: Settings][] = [
  [timeout(0), 'Its timeout in seconds is 0. Lambda allows 1 to 900.', timeout(1)],
  [timeout(901), 'Its timeout in seconds is 901. Lambda allows 1 to 900.', timeout(900)],
  [timeout(1.5), 'Its timeout is 1.5 s. Use whole seconds.', timeout(2)],
  [memory(127), 'Its memory in MB is 127. Lambda allows whole numbers from 128 to 10240.', memory(128)],
  [memory(10_241), 'Its memory in MB is 10241.', memory(10_240)],
  [memory(512.5), 'Its memory in MB is 512.5.', memory(513)],
  [memory(Number.NaN), 'Its memory in MB is NaN.', memory(512)],
  [
    { reservedConcurrency: 0 },
    'Its reservedConcurrency is 0. Use a whole number from 1 on, since 0 stops the function, or leave it out for no limit.',
    { reservedConcurrency: 1 },
  ],
  [{ reservedConcurrency: 1.5 }, 'Its reservedConcurrency is 1.5.', { reservedConcurrency: 2 }],
  [
    variable('purchases-table'),
    'Its environment variable "purchases-table" has a name that Lambda refuses. Use 2 or more letters, digits and underscores, the first a letter.',
    variable('purchases_table'),
  ],
  [variable('A'), 'Its environment variable "A" has a name', variable('AB')],
  [variable('2A'), 'Its environment variable "2A" has a name', variable('A2')],
]

test.each(rows)('%j is refused', (refused, words, nearest) => {
  expect(() => status(domain(), refused)).toThrow(RefusedError)
  expect(() => status(domain(), refused)).toThrow(`Messaging-dev-Shop/Status: ${words}`)
  expect(() => status(domain(), nearest)).not.toThrow()
})

test('variables of more than 4 KB are refused; what only the deployment knows does not count', () => {
  const inherited = JSON.stringify({
    POWERTOOLS_SERVICE_NAME: 'shop-status',
    POWERTOOLS_METRICS_NAMESPACE: 'Messaging/dev',
    POWERTOOLS_LOG_LEVEL: 'INFO',
    NODE_OPTIONS: '--enable-source-maps',
    LIMITS: '',
    TABLE: '',
  }).length
  const token = Lazy.string({ produce: () => 'purchases' })
  const environment = (length: number) => ({ LIMITS: 'x'.repeat(length), TABLE: token })
  expect(() => status(domain(), { environment: environment(4097 - inherited) })).toThrow(
    'Its environment variables have 4097 bytes, without values that are known only at deployment. Lambda allows 4096: keep larger settings in a table, a bucket or SSM.',
  )
  expect(() => status(domain(), { environment: environment(4096 - inherited) })).not.toThrow()
})

test('one function twice is refused: its log group has been made', () => {
  const stack = domain()
  status(stack)
  expect(() => status(stack, {}, 'Again')).toThrow(
    'Messaging-dev-Shop/Again: Its log group /messaging/dev/shop/status already belongs to Messaging-dev-Shop/Status. Make one function for each entry of lib/packaging/functions.ts.',
  )
})

test('two APIs in one domain are refused: their log group is one', () => {
  const stack = domain()
  const props = { domain: stack, description: 'The shop', rateLimit: 10, burstLimit: 20 }
  new SignedHttpApi(stack, 'Purchases', props)
  expect(() => new SignedHttpApi(stack, 'Returns', props)).toThrow(
    'Messaging-dev-Shop/Returns: Its log group /messaging/dev/shop/api already belongs to Messaging-dev-Shop/Purchases. Add its routes to that API.',
  )
})

// The CDK refuses these itself.
test.each<[Settings, string]>([
  [{ description: 'x'.repeat(257) }, 'can not be longer than 256 characters'],
  [variable('AWS_REGION'), 'AWS_REGION environment variable is reserved'],
  [
    { compute: { ...smallCompute, temporaryStorage: Size.mebibytes(511) } },
    'Ephemeral storage size must be between 512 and 10240 MB',
  ],
  [
    { compute: { ...smallCompute, temporaryStorage: Size.mebibytes(10_241) } },
    'Ephemeral storage size must be between 512 and 10240 MB',
  ],
])('%j is refused by the CDK', (refused, words) => {
  expect(() => status(domain(), refused)).toThrow(words)
})
