import type { SQS } from '@aws-sdk/client-sqs'
import { signedFetch } from '../../signed-request.ts'
import { SqsRig } from './sqs-rig.ts'

const aws = new SqsRig()
let QueueUrl: string
beforeAll(async () => {
  await aws.open()
  QueueUrl = await aws.queue('errors')
})
afterAll(() => aws.close())

function post(operation: string, input: object): Promise<Response> {
  return signedFetch(aws.rig.target, 'sqs', '/', {
    headers: { 'x-amz-target': `AmazonSQS.${operation}` },
    body: JSON.stringify(input),
  })
}

async function wordsOf(operation: string, input: object): Promise<string | undefined> {
  const { message } = (await (await post(operation, input)).json()) as { message?: string }
  return message
}

async function answerTo(operation: string, input: object): Promise<(string | number | null)[]> {
  const response = await post(operation, input)
  const { __type: type = '' } = (await response.json()) as { __type?: string }
  return [response.status, type.replace('com.amazonaws.sqs#', ''), response.headers.get('x-amzn-query-error')]
}

const entry = { Id: 'a', ReceiptHandle: 'x' }
const legacy = (name: string) => `AWS.SimpleQueueService.${name};Sender`

/** @documented the service model of SQS (AWS SDKs): the HTTP status and the Query code of each error */
test.each<[string, string, object, [status: number, queryError: string]]>([
  ['InvalidAddress', 'PurgeQueue', { QueueUrl: 'elsewhere/errors' }, [404, 'InvalidAddress;Sender']],
  ['QueueDoesNotExist', 'PurgeQueue', { QueueUrl: 'none' }, [400, legacy('NonExistentQueue')]],
  ['EmptyBatchRequest', 'DeleteMessageBatch', { Entries: [] }, [400, legacy('EmptyBatchRequest')]],
  [
    'TooManyEntriesInBatchRequest',
    'DeleteMessageBatch',
    { Entries: Array(11).fill(entry) },
    [400, legacy('TooManyEntriesInBatchRequest')],
  ],
  [
    'BatchEntryIdsNotDistinct',
    'DeleteMessageBatch',
    { Entries: [entry, entry] },
    [400, legacy('BatchEntryIdsNotDistinct')],
  ],
  [
    'InvalidBatchEntryId',
    'DeleteMessageBatch',
    { Entries: [{ ...entry, Id: 'a b' }] },
    [400, legacy('InvalidBatchEntryId')],
  ],
  [
    'BatchRequestTooLong',
    'SendMessageBatch',
    { Entries: ['a', 'b'].map(Id => ({ Id, MessageBody: 'x'.repeat(524_289) })) },
    [400, legacy('BatchRequestTooLong')],
  ],
  ['ReceiptHandleIsInvalid', 'DeleteMessage', { ReceiptHandle: 'x' }, [404, 'ReceiptHandleIsInvalid;Sender']],
  [
    'UnsupportedOperation',
    'SendMessage',
    { MessageBody: 'x', MessageAttributes: { x: { DataType: 'String', StringListValues: ['x'] } } },
    [400, legacy('UnsupportedOperation')],
  ],
  [
    'OverLimit',
    'AddPermission',
    { Label: 'x', AWSAccountIds: ['111111111111'], Actions: Array(8).fill('SendMessage') },
    [403, 'OverLimit;Sender'],
  ],
  [
    'ResourceNotFoundException',
    'ListMessageMoveTasks',
    { QueueUrl: undefined, SourceArn: aws.arn('none') },
    [404, 'ResourceNotFoundException;Sender'],
  ],
  [
    'QueueNameExists',
    'CreateQueue',
    { QueueUrl: undefined, QueueName: 'errors', Attributes: { DelaySeconds: '1' } },
    [400, 'QueueAlreadyExists;Sender'],
  ],
])('%s', async (code, operation, input, [status, queryError]) => {
  expect(await answerTo(operation, { QueueUrl, ...input })).toEqual([status, code, queryError])
})

/** @own the words of errors, which AWS does not document: each says what was wrong, with the value */
test.each<[string, object, string]>([
  ['PurgeQueue', { QueueUrl: 'elsewhere/errors' }, 'The address elsewhere/errors is not valid'],
  ['PurgeQueue', { QueueUrl: 'none' }, 'The specified queue does not exist.'],
  ['SendMessageBatch', { Entries: [] }, 'at least one SendMessageBatchRequestEntry in the request'],
  ['DeleteMessageBatch', { Entries: [] }, 'at least one DeleteMessageBatchRequestEntry in the request'],
  [
    'ChangeMessageVisibilityBatch',
    { Entries: [] },
    'at least one ChangeMessageVisibilityBatchRequestEntry in the request',
  ],
  ['DeleteMessageBatch', { Entries: Array(11).fill(entry) }, 'per request are 10. You have sent 11.'],
  ['DeleteMessageBatch', { Entries: [entry, entry] }, 'Id a repeated.'],
  [
    'SendMessageBatch',
    { Entries: ['a', 'b'].map(Id => ({ Id, MessageBody: 'x'.repeat(524_289) })) },
    'cannot be longer than 1048576 bytes. You have sent 1048578 bytes.',
  ],
  ['DeleteMessage', { ReceiptHandle: 'x' }, 'The input receipt handle "x" is not a valid receipt handle.'],
  [
    'SendMessage',
    { MessageBody: 'x', MessageAttributes: { x: { DataType: 'String', BinaryListValues: ['eA=='] } } },
    'Message attribute list values in SendMessage operation are not supported.',
  ],
  [
    'CreateQueue',
    { QueueUrl: undefined, QueueName: 'errors', Attributes: { DelaySeconds: '1' } },
    'a different value for attribute DelaySeconds',
  ],
  ['SetQueueAttributes', { Attributes: { None: '1' } }, 'Unknown Attribute None.'],
  ['SetQueueAttributes', { Attributes: { DelaySeconds: '901' } }, 'the parameter DelaySeconds.'],
])('%s of %j: %s', async (operation, input, words) => {
  expect(await wordsOf(operation, { QueueUrl, ...input })).toContain(words)
})

/** @documented the service model of SQS (AWS SDKs): the HTTP status and the Query code of each error */
test('the errors that follow on an earlier request', async () => {
  const url = await aws.queue('soon-gone')
  await answerTo('PurgeQueue', { QueueUrl: url })
  const inProgress = [403, 'PurgeQueueInProgress', legacy('PurgeQueueInProgress')]
  expect(await answerTo('PurgeQueue', { QueueUrl: url })).toEqual(inProgress)
  await answerTo('DeleteQueue', { QueueUrl: url })
  const recently = [400, 'QueueDeletedRecently', legacy('QueueDeletedRecently')]
  expect(await answerTo('CreateQueue', { QueueName: 'soon-gone' })).toEqual(recently)

  const fifo = await aws.queue('not-in-flight.fifo')
  await aws.sendFifo(fifo, 'a1')
  const [message] = await aws.receive(fifo, { visibility: 0 })
  const change = { QueueUrl: fifo, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 1 }
  const notInflight = [400, 'MessageNotInflight', legacy('MessageNotInflight')]
  expect(await answerTo('ChangeMessageVisibility', change)).toEqual(notInflight)
})

/** @documented SQS API Reference, SendMessage and ReceiveMessage: an error for each reason why KMS refuses */
test.each([
  ['AccessDeniedException', 'KmsAccessDenied', 'KMS.AccessDeniedException'],
  ['DisabledException', 'KmsDisabled', 'KMS.DisabledException'],
  ['InvalidKeyUsageException', 'KmsInvalidKeyUsage', 'KMS.InvalidKeyUsageException'],
  ['KMSInvalidStateException', 'KmsInvalidState', 'KMS.InvalidStateException'],
  ['NotFoundException', 'KmsNotFound', 'KMS.NotFoundException'],
])('%s of KMS is %s', async (refusal, code, queryCode) => {
  const url = await aws.queue(refusal, { KmsMasterKeyId: refusal })
  aws.keys.refusals.set(refusal, refusal)
  const answer = [400, code, `${queryCode};Sender`]
  expect(await answerTo('SendMessage', { QueueUrl: url, MessageBody: 'x' })).toEqual(answer)
  expect(await answerTo('ReceiveMessage', { QueueUrl: url })).toEqual(answer)
  const entries = [{ Id: 'a', MessageBody: 'x' }]
  expect(await answerTo('SendMessageBatch', { QueueUrl: url, Entries: entries })).toEqual(answer)
})

/** @documented Smithy, AWS JSON 1.0 protocol: the content type of requests and responses */
test.each(['ListQueues', 'PurgeQueue'])('%s is answered in AWS JSON 1.0', async operation => {
  const { headers } = await post(operation, { QueueUrl: 'none' })
  expect(headers.get('content-type')).toBe('application/x-amz-json-1.0')
})

/** @documented SQS API Reference, Actions: the required parameters of each action */
test.each<[string, keyof SQS & string, object]>([
  ['QueueName', 'createQueue', {}],
  ['QueueName', 'getQueueUrl', {}],
  ['QueueUrl', 'receiveMessage', {}],
  ['Attributes', 'setQueueAttributes', { QueueUrl: 'errors' }],
  ['Label', 'removePermission', { QueueUrl: 'errors' }],
  ['Tags', 'tagQueue', { QueueUrl: 'errors' }],
  ['TagKeys', 'untagQueue', { QueueUrl: 'errors' }],
  ['ReceiptHandle', 'deleteMessage', { QueueUrl: 'errors' }],
  ['VisibilityTimeout', 'changeMessageVisibility', { QueueUrl: 'errors', ReceiptHandle: 'x' }],
  [
    'ChangeMessageVisibilityBatchRequestEntry.1.ReceiptHandle',
    'changeMessageVisibilityBatch',
    { QueueUrl: 'errors', Entries: [{ Id: 'a' }] },
  ],
  ['DeleteMessageBatchRequestEntry.1.Id', 'deleteMessageBatch', { QueueUrl: 'errors', Entries: [{}] }],
  ['SourceArn', 'startMessageMoveTask', {}],
  ['TaskHandle', 'cancelMessageMoveTask', {}],
])('MissingParameter: %s of %s', async (parameter, operation, input) => {
  const call = aws.client[operation] as (input: object) => Promise<unknown>
  await expect(call.call(aws.client, input)).rejects.toMatchObject({
    name: 'MissingParameter',
    message: `The request must contain the parameter ${parameter}.`,
  })
})
