import type { Resource } from '../../../src/template/resource-type.ts'
import { queuePolicy } from '../../queue-policy.ts'
import { SqsRig } from './sqs-rig.ts'

/**
 * What SQS gives to the other parts of the local AWS.
 * @own SQS in process, for the other services
 */
describe('SQS in process', () => {
  const aws = new SqsRig()
  beforeAll(() => aws.open())
  afterAll(() => aws.close())
  const sns = {
    kind: 'service',
    service: 'sns.amazonaws.com',
    sourceArn: 'arn:aws:sns:us-east-1:000000000000:t',
  } as const

  describe('queues by ARN', () => {
    test('send by the rules of SendMessage, and receive with all there is', async () => {
      const Policy = queuePolicy(aws.arn('port.fifo'), 'sns.amazonaws.com')
      const url = await aws.queue('port.fifo', { VisibilityTimeout: '45', Policy })
      const port = aws.sqs.byArn(aws.arn('port.fifo'))
      expect([port.fifo, port.arn, port.visibilityTimeoutSeconds]).toEqual([true, aws.arn('port.fifo'), 45])
      const attributes = { n: { DataType: 'Number', StringValue: '1' } }
      const traceHeader = 'Root=1-5759e988-bd862e3fe1be46a994272793'
      const { messageId } = port.send(
        { body: 'a', attributes, groupId: 'g', deduplicationId: 'd', traceHeader },
        sns,
      )
      expect(() => port.send({ body: 'a', deduplicationId: 'd' }, sns)).toThrow('MessageGroupId')

      const [message] = await port.receive({ maximum: 10_000, waitSeconds: 0 }, aws.caller)
      expect(message).toMatchObject({
        messageId,
        body: 'a',
        md5OfBody: '0cc175b9c0f1b6a831c399e269772661',
        attributes,
        systemAttributes: {
          ApproximateReceiveCount: '1',
          SenderId: 'sns.amazonaws.com',
          MessageGroupId: 'g',
          MessageDeduplicationId: 'd',
          AWSTraceHeader: traceHeader,
        },
      })
      port.delete([message?.receiptHandle as string, 'no longer valid'], aws.caller)
      await aws.clock.advanceBy({ minutes: 1 })
      expect(await aws.receive(url)).toEqual([])
    })

    test('up to 10,000 at once', async () => {
      await aws.queue('many')
      const port = aws.sqs.byArn(aws.arn('many'))
      for (let sent = 0; sent < 10_001; sent++) port.send({ body: 'x' }, aws.caller)
      expect(await port.receive({ maximum: 10_000, waitSeconds: 0 }, aws.caller)).toHaveLength(10_000)
    })

    describe('the policy decides what a service may send', () => {
      let made = 0
      async function send(statements: object[] | undefined): Promise<unknown> {
        const name = `policy-${made++}`
        const text = JSON.stringify({ Version: '2012-10-17', Statement: statements }).replaceAll(
          '<queue>',
          name,
        )
        const QueueUrl = await aws.queue(name, statements ? { Policy: text } : {})
        await aws.client.sendMessage({ QueueUrl, MessageBody: 'of the account' })
        return aws.sqs.byArn(aws.arn(name)).send({ body: 'x' }, sns)
      }
      const allow = (given: object = {}) => ({
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: aws.arn('<queue>'),
        Condition: {
          ArnEquals: { 'aws:SourceArn': sns.sourceArn },
          StringEquals: { 'aws:SourceAccount': '000000000000' },
        },
        ...given,
      })
      const tlsOnly = {
        Effect: 'Deny',
        Principal: '*',
        Action: 'sqs:*',
        Resource: aws.arn('<queue>'),
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }

      /**
       * @documented SQS Developer Guide, Access control with policies: a service sends where a statement of
       *   the queue's policy allows it
       */
      test.each([
        ['a statement is for it', [tlsOnly, allow()]],
        ['a statement is for every action', [allow({ Action: ['SQS:Receive*', 'SQS:*'] })]],
      ])('accepted: %s', async (_, statements) => {
        await expect(send(statements)).resolves.toHaveProperty('messageId')
      })

      /**
       * @documented SQS Developer Guide, Access control with policies: a service sends only where a statement
       *   allows it and none denies it
       */
      test.each([
        ['there is no policy', undefined],
        ['no statement is for it', [tlsOnly]],
        ['statements are none', []],
        ['another service is meant', [allow({ Principal: { Service: 's3.amazonaws.com' } })]],
        ['another action is meant', [allow({ Action: 'sqs:ReceiveMessage' })]],
        ['another queue is meant', [allow({ Resource: aws.arn('another') })]],
        ['another topic is meant', [allow({ Condition: { ArnLike: { 'aws:SourceArn': aws.arn('*') } } })]],
        [
          'another time is meant',
          [allow({ Condition: { DateLessThan: { 'aws:CurrentTime': '2001-01-01' } } })],
        ],
        ['a condition is not met', [allow({ Condition: { Bool: { 'aws:ViaAWSService': 'true' } } })]],
        ['it is denied', [allow(), allow({ Effect: 'Deny' })]],
      ])('refused: %s', async (_, statements) => {
        await expect(send(statements)).rejects.toMatchObject({
          code: 'AccessDeniedException',
          message: expect.stringContaining(`sns.amazonaws.com for ${sns.sourceArn} is not authorized`),
        })
      })

      /** @own a policy that is malformed, or that asks for what is not simulated */
      test.each<[string, object, string]>([
        ['a statement that is none', [null], 'A statement is a JSON object, not null.'],
        ['no principal', allow({ Principal: undefined }), 'either Principal or NotPrincipal'],
        ['an operator that IAM lacks', allow({ Condition: { StringIs: { k: 'x' } } }), '"StringIs"'],
        [
          'a key that requests lack here',
          allow({ Condition: { StringEquals: { 'aws:ResourceTag/team': 'x' } } }),
          'does not simulate the condition key "aws:resourcetag/team" in statement 1',
        ],
      ])('a policy is refused when it is stored: %s', async (_, Statement, message) => {
        const QueueUrl = await aws.queue(`stored-${made++}`)
        const Attributes = { Policy: JSON.stringify({ Statement }) }
        await expect(aws.client.setQueueAttributes({ QueueUrl, Attributes })).rejects.toMatchObject({
          name: 'InvalidAttributeValue',
          message: expect.stringContaining(message),
        })
        expect(await aws.attribute(QueueUrl, 'Policy')).toBeUndefined()
      })

      /** @documented SQS API Reference, SetQueueAttributes: the policy that is set replaces the one before */
      test('a policy that changes counts from then on', async () => {
        const QueueUrl = await aws.queue('changing')
        const port = aws.sqs.byArn(aws.arn('changing'))
        const set = (statement: object) =>
          aws.client.setQueueAttributes({
            QueueUrl,
            Attributes: { Policy: JSON.stringify({ Statement: statement }) },
          })
        await set(allow({ Resource: '*' }))
        expect(() => port.send({ body: 'x' }, sns)).not.toThrow()
        await set(allow({ Resource: '*', Effect: 'Deny' }))
        expect(() => port.send({ body: 'x' }, sns)).toThrow('is not authorized to perform: sqs:sendmessage')
      })
    })

    test('a queue that does not exist, or no longer', async () => {
      expect(() => aws.sqs.byArn(aws.arn('none'))).toThrow('The specified queue does not exist.')
      const QueueUrl = await aws.queue('soon-deleted')
      const port = aws.sqs.byArn(aws.arn('soon-deleted'))
      await aws.client.deleteQueue({ QueueUrl })
      expect(() => port.send({ body: 'x' }, aws.caller)).toThrow('The specified queue does not exist.')
      const receive = port.receive({ maximum: 1, waitSeconds: 20 }, aws.caller)
      await expect(receive).rejects.toThrow('The specified queue does not exist.')
    })
  })

  describe('120,000 messages in flight', () => {
    async function fill(name: string, groups: boolean) {
      const url = await aws.queue(name, { VisibilityTimeout: '43200' })
      const port = aws.sqs.byArn(aws.arn(name))
      for (let sent = 0; sent < 120_001; sent++) {
        port.send({ body: 'x', ...(groups && { groupId: 'g', deduplicationId: String(sent) }) }, aws.caller)
      }
      expect(await port.receive({ maximum: 130_000, waitSeconds: 0 }, aws.caller)).toHaveLength(120_000)
      return url
    }

    /**
     * @documented SQS API Reference, ReceiveMessage: SQS "returns this error if the maximum number of in
     *   flight messages is reached"
     */
    test('OverLimit: "returns this error if the maximum number of in flight messages is reached"', async () => {
      const url = await fill('full', false)
      await expect(aws.receive(url)).rejects.toMatchObject({ name: 'OverLimit' })
    })

    /**
     * @documented SQS Developer Guide, FIFO queues quotas: "if this limit is reached, Amazon SQS does not
     *   return an error"
     */
    test('FIFO: "if this limit is reached, Amazon SQS does not return an error"', async () => {
      const url = await fill('full.fifo', true)
      await aws.sendFifo(url, 'other')
      expect(await aws.receive(url)).toEqual([])
    })
  })

  describe('encryption', () => {
    /** @documented SQS API Reference, SendMessage and ReceiveMessage: the error KmsDisabled */
    test('a disabled key makes its queue fail, until it is enabled', async () => {
      aws.keys.known.add('alias/mine')
      const url = await aws.queue('encrypted', {
        KmsMasterKeyId: 'alias/mine',
        Policy: queuePolicy(aws.arn('encrypted'), 'sns.amazonaws.com'),
      })
      await aws.send(url, 'a')
      aws.keys.disabled.add('alias/mine')
      await expect(aws.send(url, 'b')).rejects.toMatchObject({ name: 'KmsDisabled' })
      await expect(aws.receive(url)).rejects.toMatchObject({ name: 'KmsDisabled' })
      const port = aws.sqs.byArn(aws.arn('encrypted'))
      expect(() => port.send({ body: 'c' }, sns)).toThrow('alias/mine is disabled.')
      aws.keys.disabled.delete('alias/mine')
      expect(await aws.bodies(url)).toEqual(['a'])
    })

    /**
     * @documented SQS API Reference, SendMessage, KmsNotFound: "The request was rejected because the
     *   specified entity or resource could not be found."
     */
    test('KmsNotFound', async () => {
      const url = await aws.queue('missing-key', { KmsMasterKeyId: 'alias/none' })
      await expect(aws.send(url, 'a')).rejects.toMatchObject({ name: 'KmsNotFound' })
    })

    /**
     * @documented SQS Developer Guide, Key management: the AWS managed key cannot serve AWS services as
     *   senders, as its policy cannot be changed
     */
    test('the AWS managed key serves principals, but no AWS service: its policy cannot be changed', async () => {
      const url = await aws.queue('managed', {
        KmsMasterKeyId: 'alias/aws/sqs',
        Policy: queuePolicy(aws.arn('managed'), 'sns.amazonaws.com'),
      })
      await aws.send(url, 'a')
      const port = aws.sqs.byArn(aws.arn('managed'))
      expect(() => port.send({ body: 'b' }, sns)).toThrow('customer managed key')
    })
  })

  describe('metrics of AWS/SQS', () => {
    const gauge = (queue: string, name: string) => aws.metrics.gauge(queue, name)

    /**
     * @documented SQS Developer Guide, Available CloudWatch metrics: the messages that are visible, in flight
     *   and delayed
     */
    test('the gauges follow the messages', async () => {
      const url = await aws.queue('measured')
      await aws.send(url, 'a', 'b')
      await aws.client.sendMessage({ QueueUrl: url, MessageBody: 'c', DelaySeconds: 60 })
      await aws.receive(url, { max: 1 })
      expect(gauge('measured', 'ApproximateNumberOfMessagesVisible')).toBe(1)
      expect(gauge('measured', 'ApproximateNumberOfMessagesNotVisible')).toBe(1)
      expect(gauge('measured', 'ApproximateNumberOfMessagesDelayed')).toBe(1)
      await aws.clock.advanceBy({ seconds: 60 })
      expect(gauge('measured', 'ApproximateNumberOfMessagesVisible')).toBe(3)
    })

    /** @documented SQS Developer Guide, Available CloudWatch metrics: the metrics of each type of queue, and their units */
    test.each([
      [
        'standard',
        [
          'ApproximateAgeOfOldestMessageInQuietGroups',
          'ApproximateNumberOfMessagesDelayedInQuietGroups',
          'ApproximateNumberOfMessagesNotVisibleInQuietGroups',
          'ApproximateNumberOfMessagesVisibleInQuietGroups',
          'ApproximateNumberOfNoisyGroups',
        ],
      ],
      ['ordered.fifo', ['ApproximateNumberOfGroupsWithInflightMessages']],
    ])('a %s queue has gauges, with their units', async (name, ofType) => {
      await aws.queue(name)
      const gauges = aws.metrics.gauges(name).sort((a, b) => a.name.localeCompare(b.name))
      const names = [
        'ApproximateAgeOfOldestMessage',
        'ApproximateNumberOfMessagesDelayed',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesVisible',
        ...ofType,
      ]
      expect(gauges).toEqual(
        names
          .sort((a, b) => a.localeCompare(b))
          .map(gauge => ({
            ...{ namespace: 'AWS/SQS', name: gauge, dimensions: { QueueName: name }, value: 0 },
            unit: gauge.startsWith('ApproximateAge') ? 'Seconds' : 'Count',
          })),
      )
    })

    /**
     * @documented SQS Developer Guide, ApproximateAgeOfOldestMessage: a standard queue passes over what was
     *   received three or more times
     */
    test('the age of the oldest passes over what was "received three or more times", but not on FIFO', async () => {
      const standard = await aws.queue('aged')
      const fifo = await aws.queue('aged.fifo')
      await aws.send(standard, 'poison')
      await aws.sendFifo(fifo, 'poison')
      await aws.clock.advanceBy({ seconds: 10 })
      await aws.send(standard, 'next')
      await aws.clock.advanceBy({ seconds: 5 })
      expect(gauge('aged', 'ApproximateAgeOfOldestMessage')).toBe(15)
      for (const url of [standard, fifo]) {
        for (const _ of [1, 2, 3]) await aws.receive(url, { max: 1, visibility: 0 })
      }
      expect(gauge('aged', 'ApproximateAgeOfOldestMessage')).toBe(5)
      expect(gauge('aged.fifo', 'ApproximateAgeOfOldestMessage')).toBe(15)
    })

    /**
     * @documented SQS Developer Guide, ApproximateAgeOfOldestMessage: in a dead-letter queue it is the time
     *   since the message was moved
     */
    test('in a dead-letter queue the age counts from the move', async () => {
      await aws.queue('aged-dead')
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: aws.arn('aged-dead'), maxReceiveCount: 1 })
      const url = await aws.queue('aged-source', { RedrivePolicy })
      await aws.send(url, 'a')
      await aws.receive(url, { visibility: 0 })
      await aws.clock.advanceBy({ seconds: 100 })
      await aws.receive(url)
      await aws.clock.advanceBy({ seconds: 7 })
      expect(gauge('aged-dead', 'ApproximateAgeOfOldestMessage')).toBe(7)
      expect(gauge('aged-source', 'ApproximateAgeOfOldestMessage')).toBe(0)
    })

    /**
     * @documented SQS Developer Guide, Dead-letter queues: NumberOfMessagesSent does not count what a redrive
     *   moves
     */
    test('sent, received and deleted are counted; what a redrive moves is not sent', async () => {
      await aws.queue('counted-dead')
      const RedrivePolicy = JSON.stringify({
        deadLetterTargetArn: aws.arn('counted-dead'),
        maxReceiveCount: 1,
      })
      const url = await aws.queue('counted', { RedrivePolicy })
      await aws.send(url, 'a', 'b')
      const [a] = await aws.receive(url, { max: 2, visibility: 30 })
      await aws.client.deleteMessage({ QueueUrl: url, ReceiptHandle: a?.ReceiptHandle })
      await aws.clock.advanceBy({ seconds: 30 })
      await aws.receive(url)
      const sum = (name: string) => aws.metrics.sum('counted', name)
      expect(sum('NumberOfMessagesSent')).toBe(2)
      expect(sum('NumberOfMessagesReceived')).toBe(2)
      expect(sum('NumberOfMessagesDeleted')).toBe(1)
      expect(sum('NumberOfEmptyReceives')).toBe(1)
      expect(aws.metrics.sum('counted-dead', 'NumberOfMessagesSent')).toBe(0)
      expect(gauge('counted-dead', 'ApproximateNumberOfMessagesVisible')).toBe(1)
    })

    /**
     * @documented SQS Developer Guide, Available CloudWatch metrics for Amazon SQS: "The number of sent messages that were deduplicated and not added to the queue."
     */
    test('the size of each message that is added, and the duplicates that are not', async () => {
      const url = await aws.queue('sized.fifo')
      await aws.sendFifo(url, 'a1', 'a22', 'a1')
      const sum = (name: string) => aws.metrics.sum('sized.fifo', name)
      expect([sum('NumberOfMessagesSent'), sum('SentMessageSize')]).toEqual([2, 5])
      expect(sum('NumberOfDeduplicatedSentMessages')).toBe(1)
    })
  })

  describe('CloudFormation', () => {
    const resource = (properties: Record<string, unknown>): Resource => ({
      type: 'AWS::SQS::Queue',
      stackId: 'arn:aws:cloudformation:us-east-1:000000000000:stack/Test/1',
      stackName: 'stack',
      logicalId: 'Queue',
      properties,
      physicalName: maxLength => 'stack-Queue-ABC'.slice(0, maxLength),
      assetDirectory: () => '',
    })
    const type = (name: string) => {
      const found = aws.sqs.resourceTypes.find(({ type }) => type === name)
      if (!found) throw new Error(`No resource type ${name}`)
      return found
    }

    /**
     * @documented CloudFormation User Guide, AWS::SQS::Queue, Return values: Ref is the queue's URL; Arn,
     *   QueueName and QueueUrl by Fn::GetAtt
     */
    test('AWS::SQS::Queue: Ref is the URL; typed properties become attributes', async () => {
      const queues = type('AWS::SQS::Queue')
      const dead = await queues.create(resource({ QueueName: 'cfn-dead.fifo', FifoQueue: true }))
      expect(dead).toEqual({
        physicalId: `${aws.rig.account.endpoint}/000000000000/cfn-dead.fifo`,
        attributes: {
          Arn: aws.arn('cfn-dead.fifo'),
          QueueName: 'cfn-dead.fifo',
          QueueUrl: `${aws.rig.account.endpoint}/000000000000/cfn-dead.fifo`,
        },
      })
      const made = await queues.create(
        resource({
          FifoQueue: true,
          VisibilityTimeout: 180,
          RedrivePolicy: { deadLetterTargetArn: dead.attributes.Arn, maxReceiveCount: 5 },
          Tags: [{ Key: 'team', Value: 'shop' }],
        }),
      )
      expect(made.attributes.QueueName).toBe('stack-Queue-ABC.fifo')
      expect(await aws.attribute(made.physicalId, 'VisibilityTimeout')).toBe('180')
      const { Tags } = await aws.client.listQueueTags({ QueueUrl: made.physicalId })
      expect(Tags).toEqual({ team: 'shop' })
      const standard = await queues.create(resource({ FifoQueue: false }))
      expect(standard.attributes.QueueName).toBe('stack-Queue-ABC')
    })

    /**
     * @documented CloudFormation User Guide, AWS::SQS::QueuePolicy: "applies a policy to Amazon SQS queues"
     */
    test('AWS::SQS::QueuePolicy sets the policy of each queue', async () => {
      const url = await aws.queue('cfn-policy')
      const PolicyDocument = { Version: '2012-10-17', Statement: [] }
      await type('AWS::SQS::QueuePolicy').create(resource({ PolicyDocument, Queues: [url] }))
      expect(await aws.attribute(url, 'Policy')).toBe(JSON.stringify(PolicyDocument))
    })
  })
})
