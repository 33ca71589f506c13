import {
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
} from '@aws-sdk/client-sns'
import { SteppedClock } from '@messaging-on-aws/local-aws'
import { ArchivingAssembly, type ChangedTemplate } from './archiving-assembly.ts'
import { Destroying } from './destroying.ts'
import { Messaging } from './messaging.ts'

const REFUSAL = 'Cannot delete a topic with an ArchivePolicy'

let assembly: ArchivingAssembly

beforeAll(async () => {
  assembly = await ArchivingAssembly.synthesized({ purchasesArchiveDays: 90 })
})
afterAll(() => assembly.remove())

/** The logical ids of the topic and of the custom resource that archives it. */
function archiveOf({ Resources }: ChangedTemplate): { topic: string; policy: string } {
  const find = (type: string) => Object.keys(Resources).find(id => Resources[id]?.Type === type) ?? ''
  return { topic: find('AWS::SNS::Topic'), policy: find('Custom::TopicArchive') }
}

/** Puts the policy among the topic's properties, as a template does that has no custom resource. */
function byProperty(template: ChangedTemplate): void {
  const { topic, policy } = archiveOf(template)
  delete template.Resources[policy]
  Object.assign(template.Resources[topic]?.Properties ?? {}, {
    ArchivePolicy: { MessageRetentionPeriod: '90' },
  })
}

/** A queue that SQS refuses. */
const impossible = (...DependsOn: string[]) => ({
  Type: 'AWS::SQS::Queue',
  DependsOn,
  Properties: { MessageRetentionPeriod: 1 },
})

/** The stacks with a changed shop, while `work` runs. */
async function withChange(
  change: (template: ChangedTemplate) => void,
  work: (stacks: ArchivingAssembly) => Promise<void>,
): Promise<void> {
  const stacks = await assembly.with(change)
  try {
    await work(stacks)
  } finally {
    await stacks.remove()
  }
}

async function withStacks<Result>(
  stacks: ArchivingAssembly,
  work: (messaging: Messaging<SteppedClock>, topic: { arn: string; sns: SNSClient }) => Promise<Result>,
): Promise<Result> {
  const messaging = await Messaging.on(new SteppedClock(), stacks.directory)
  const sns = new SNSClient(messaging.connection)
  try {
    return await work(messaging, { arn: (await messaging.outputs('Shop'))('PurchasesTopicArn'), sns })
  } finally {
    sns.destroy()
    await messaging.close()
  }
}

async function destroyed(messaging: Messaging<SteppedClock>): Promise<string[]> {
  const destroying = new Destroying(messaging)
  try {
    const all = await destroying.all()
    return all.flatMap(({ status, failures }) =>
      status === 'DELETE_COMPLETE' ? [] : failures.map(([, reason]) => String(reason)),
    )
  } finally {
    destroying.close()
  }
}

const startOf = (stacks: ArchivingAssembly) =>
  Messaging.on(new SteppedClock(), stacks.directory).then(
    async messaging => {
      await messaging.close()
      throw new Error('The stacks could be created.')
    },
    (error: Error) => error.message,
  )

test('a stage that archives is destroyed, although its topic alone could not be deleted', async () => {
  await withStacks(assembly, async (messaging, { arn, sns }) => {
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn: arn }))
    expect(Attributes?.ArchivePolicy).toBe('{"MessageRetentionPeriod":"90"}')
    await expect(sns.send(new DeleteTopicCommand({ TopicArn: arn }))).rejects.toThrow(REFUSAL)
    expect(await destroyed(messaging)).toEqual([])
    await expect(sns.send(new GetTopicAttributesCommand({ TopicArn: arn }))).rejects.toThrow('not exist')
  })
})

test('with the policy among its properties, the topic stays until somebody clears the policy', async () => {
  const clear = { AttributeName: 'ArchivePolicy', AttributeValue: '{}' }
  await withChange(byProperty, stacks =>
    withStacks(stacks, async (messaging, { arn, sns }) => {
      expect(await destroyed(messaging)).toEqual([expect.stringContaining(REFUSAL)])
      await sns.send(new SetTopicAttributesCommand({ TopicArn: arn, ...clear }))
      expect(await destroyed(messaging)).toEqual([])
    }),
  )
})

test.each<[string, (template: ChangedTemplate) => void]>([
  [
    'after the archive is on',
    template => {
      template.Resources.Impossible = impossible(archiveOf(template).policy)
    },
  ],
  [
    'before the archive is on',
    template => {
      const { topic, policy } = archiveOf(template)
      template.Resources.Impossible = impossible(topic)
      template.Resources[policy]?.DependsOn?.push('Impossible')
    },
  ],
])('a creation that fails %s is rolled back', async (_, change) => {
  await withChange(change, async stacks => {
    const message = await startOf(stacks)
    expect(message).toContain('Messaging-dev-Shop/Impossible: InvalidAttributeValue')
    expect(message).not.toContain('could not be deleted')
  })
})

test('with the policy among its properties, the topic outlives the rollback', async () => {
  const change = (template: ChangedTemplate) => {
    byProperty(template)
    template.Resources.Impossible = impossible(archiveOf(template).topic)
  }
  await withChange(change, async stacks => {
    expect(await startOf(stacks)).toMatch(
      new RegExp(`its creation was rolled back, but it could not be deleted: .*${REFUSAL}`),
    )
  })
})
