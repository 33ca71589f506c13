import type { Assembly, SynthesizedResource } from '../preflight/assembly.ts'
import type { Edge, Graph, Kind, Node } from './graph.ts'
import { mergeTables } from './merge-tables.ts'
import { References, type ResourceKey } from './reference.ts'

const KINDS: Readonly<Record<string, Kind>> = {
  'AWS::Lambda::Function': 'function',
  'AWS::SQS::Queue': 'queue',
  'AWS::SNS::Topic': 'topic',
  'AWS::Kinesis::Stream': 'stream',
  'AWS::KinesisFirehose::DeliveryStream': 'delivery',
  'AWS::S3::Bucket': 'bucket',
  'AWS::DynamoDB::GlobalTable': 'table',
  'AWS::SES::ConfigurationSet': 'mail',
}

const WRITES =
  /^(sns:Publish|sqs:SendMessage|kinesis:PutRecords|s3:PutObject|dynamodb:(Put|Update|Delete|BatchWrite)Item)$/
const READS = /^(kinesis:GetRecords|s3:GetObject|dynamodb:(GetItem|BatchGetItem|Query))$/
/** Every domain counts tries in a table of this name, which would clutter the drawing. */
const TRIES = /-Tries$/

/** Reads the resources of the synthesized stacks, and how data flows between them. */
export function readGraph(assembly: Assembly): Graph {
  return mergeTables(new GraphReader(assembly).read())
}

class GraphReader {
  readonly #references: References
  readonly #resources: readonly SynthesizedResource[]
  readonly #deadLetters = new Set<ResourceKey>()
  readonly #undelivered = new Set<ResourceKey>()
  /** Dead-letter queues, and queues of undelivered messages. */
  readonly #failureQueues = new Set<ResourceKey>()
  readonly #edges = new Map<string, Edge>()

  constructor(assembly: Assembly) {
    this.#references = new References(assembly)
    this.#resources = assembly.resources
  }

  read(): Graph {
    for (const resource of this.#resources) this.#readFailureQueues(resource)
    const drawn = this.#resources.filter(resource => this.#isDrawn(resource))
    const nodes = drawn.map(resource => this.#node(resource))
    for (const resource of this.#resources) this.#readDelivery(resource)
    for (const resource of drawn) this.#readPermissions(resource)
    const ids = new Set(nodes.map(({ id }) => id))
    const edges = [...this.#edges.values()].filter(({ from, to }) => ids.has(from) && ids.has(to))
    const connected = new Set(edges.flatMap(({ from, to }) => [from, to]))
    return { nodes: nodes.filter(({ id }) => connected.has(id)), edges }
  }

  #isDrawn(resource: SynthesizedResource): boolean {
    const { TableName } = resource.Properties ?? {}
    return (
      KINDS[resource.Type] !== undefined &&
      !this.#failureQueues.has(keyOf(resource)) &&
      !(typeof TableName === 'string' && TRIES.test(TableName))
    )
  }

  #readFailureQueues({ stack, logicalId, Type, Properties = {} }: SynthesizedResource): void {
    const failureQueue = this.#references.find(stack, Properties.RedrivePolicy?.deadLetterTargetArn)
    if (!failureQueue) return
    this.#failureQueues.add(failureQueue)
    if (Type === 'AWS::SQS::Queue') this.#deadLetters.add(`${stack}/${logicalId}`)
    const endpoint = this.#references.find(stack, Properties.Endpoint)
    if (endpoint) this.#undelivered.add(endpoint)
  }

  #node(resource: SynthesizedResource): Node {
    const id = keyOf(resource)
    const name = nameOf(resource)
    return {
      id,
      domain: resource.stack.slice(resource.stack.lastIndexOf('-') + 1),
      kind: KINDS[resource.Type] as Kind,
      names: [name.replace(/\.fifo$/, '')],
      routes: this.#routesOf(id),
      fifo: name.endsWith('.fifo'),
      deadLetters: this.#deadLetters.has(id),
      undelivered: this.#undelivered.has(id),
    }
  }

  /** Without `HEAD`, which goes where `GET` goes. */
  #routesOf(functionKey: ResourceKey): string[] {
    const integrations = this.#resources
      .filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Integration')
      .filter(
        ({ stack, Properties = {} }) =>
          this.#references.find(stack, Properties.IntegrationUri) === functionKey,
      )
      .map(keyOf)
    return this.#resources
      .filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Route')
      .filter(({ stack, Properties = {} }) => {
        const integration = this.#references.find(stack, Properties.Target?.['Fn::Join']?.[1]?.[1])
        return integration !== undefined && integrations.includes(integration)
      })
      .map(({ Properties = {} }) => String(Properties.RouteKey))
      .filter(route => !route.startsWith('HEAD '))
  }

  /** Deliveries by AWS: event sources, subscriptions, Firehose, bucket notifications, SES events. */
  #readDelivery(resource: SynthesizedResource): void {
    const { stack, Type, Properties = {} } = resource
    const find = (value: unknown) => this.#references.find(stack, value)
    switch (Type) {
      case 'AWS::Lambda::EventSourceMapping':
        this.#connect(find(Properties.EventSourceArn), find(Properties.FunctionName))
        return this.#connect(
          find(Properties.FunctionName),
          find(Properties.DestinationConfig?.OnFailure?.Destination),
        )
      case 'AWS::SNS::Subscription':
        return this.#connect(find(Properties.TopicArn), find(Properties.Endpoint))
      case 'AWS::KinesisFirehose::DeliveryStream':
        this.#connect(find(Properties.KinesisStreamSourceConfiguration?.KinesisStreamARN), keyOf(resource))
        return this.#connect(keyOf(resource), find(Properties.ExtendedS3DestinationConfiguration?.BucketARN))
      case 'AWS::S3::Bucket':
        for (const { Queue } of Properties.NotificationConfiguration?.QueueConfigurations ?? [])
          this.#connect(keyOf(resource), find(Queue))
        return
      case 'AWS::SES::ConfigurationSetEventDestination':
        return this.#connect(
          find(Properties.ConfigurationSetName),
          find(Properties.EventDestination?.SnsDestination?.TopicARN),
        )
    }
  }

  /** The resources that the policies of a function's role let it write to and read from. */
  #readPermissions(resource: SynthesizedResource): void {
    if (resource.Type !== 'AWS::Lambda::Function') return
    const id = keyOf(resource)
    const permissions = this.#permissionsOf(resource)
    for (const { actions, target } of permissions) {
      if (actions.some(action => WRITES.test(action))) this.#connect(id, target)
      if (actions.some(action => action.startsWith('ses:Send')))
        for (const set of this.#configurationSets(resource.stack)) this.#connect(id, set)
    }
    for (const { actions, target } of permissions) {
      if (actions.some(action => READS.test(action)) && target && !this.#reaches(target, id)) {
        if (!this.#edges.has(edgeKey(id, target))) this.#connect(target, id)
      }
    }
  }

  #permissionsOf({ stack, Properties = {} }: SynthesizedResource) {
    const role = this.#references.find(stack, Properties.Role)
    return this.#resources
      .filter(({ Type }) => Type === 'AWS::IAM::Policy')
      .filter(policy =>
        policy.Properties?.Roles?.some((it: unknown) => this.#references.find(policy.stack, it) === role),
      )
      .flatMap(policy => policy.Properties?.PolicyDocument?.Statement ?? [])
      .flatMap((statement: Statement) =>
        [statement.Resource].flat().map(target => ({
          actions: [statement.Action].flat(),
          target: this.#references.find(stack, target),
        })),
      )
  }

  #configurationSets(stack: string): ResourceKey[] {
    return this.#resources
      .filter(it => it.stack === stack && it.Type === 'AWS::SES::ConfigurationSet')
      .map(keyOf)
  }

  /** Whether AWS delivers from `from` to the function, so that an edge for its reads would add nothing. */
  #reaches(from: ResourceKey, to: ResourceKey): boolean {
    const next = [...this.#edges.values()].filter(edge => edge.from === from)
    return next.some(edge => edge.to === to || this.#edges.has(edgeKey(edge.to, to)))
  }

  #connect(from: ResourceKey | undefined, to: ResourceKey | undefined): void {
    if (from && to) this.#edges.set(edgeKey(from, to), { from, to })
  }
}

interface Statement {
  Action: string | string[]
  Resource: unknown
}

function edgeKey(from: ResourceKey, to: ResourceKey): string {
  return `${from} ${to}`
}

function keyOf({ stack, logicalId }: SynthesizedResource): ResourceKey {
  return `${stack}/${logicalId}`
}

/** The name for readers, without the app, the stage and the domain. */
function nameOf({ stack, logicalId, Type, Properties = {} }: SynthesizedResource): string {
  const domain = stack.slice(stack.lastIndexOf('-') + 1)
  if (Type === 'AWS::Lambda::Function') {
    const service: string = Properties.Environment?.Variables?.POWERTOOLS_SERVICE_NAME ?? logicalId
    return service.replace(`${domain.toLowerCase()}-`, '')
  }
  if (Type === 'AWS::SES::ConfigurationSet')
    return /-Marketing$/.test(Properties.Name) ? 'SES, marketing' : 'SES'
  if (Type === 'AWS::S3::Bucket') {
    const [prefix] = Properties.BucketName?.['Fn::Join']?.[1] ?? [logicalId]
    return String(prefix).split('-').slice(2, -1).join('-')
  }
  const name =
    Properties.QueueName ??
    Properties.TopicName ??
    Properties.TableName ??
    Properties.DeliveryStreamName ??
    Properties.Name
  return String(name ?? logicalId)
    .replace(`${stack}-`, '')
    .replace(/-Topic$/, '')
}
