import { rememberFailedCalls } from '../../../lambda/runtime/sdk-calls.ts'
import { isRefused, outageBy, Unavailable, unavailableIn } from '../../../lambda/runtime/unavailable.ts'

/** Gives the error that a client of the service throws where a call ends so. */
async function thrown(error: Error, serviceId = 'DynamoDB'): Promise<Error> {
  let call: () => Promise<unknown> = async () => {}
  rememberFailedCalls({
    config: { serviceId },
    middlewareStack: {
      addRelativeTo(middleware: (next: () => Promise<unknown>, context: object) => () => Promise<unknown>) {
        call = middleware(() => Promise.reject(error), { commandName: 'PutItemCommand' })
      },
    },
  } as never)
  await call().catch(() => {})
  return error
}

interface Answer {
  name?: string
  status?: number
  fault?: 'client' | 'server'
  retryable?: object
}

function answered({ name = 'ValidationException', status, fault = 'client', retryable }: Answer): Error {
  const metadata = { $fault: fault, $metadata: { httpStatusCode: status }, $retryable: retryable }
  return Object.assign(new Error('no'), { name }, metadata)
}

const outageOf = async (answer: Answer) => unavailableIn(await thrown(answered(answer)))

describe('an answer of a service', () => {
  test.each([400, 402, 404, 407, 409, 410, 413, 428, 430, 499])(
    'with the status %i may be the fault of the message',
    async status => {
      expect(await outageOf({ status })).toBeUndefined()
    },
  )

  test.each([200, 301, 399, 401, 403, 408, 429, 500, 503, undefined])(
    'with the status %p is an outage',
    async status => {
      expect(await outageOf({ status })).toBe('dynamodb')
    },
  )

  test('that is the fault of the service, or that the SDK would retry, is an outage', async () => {
    expect(await outageOf({ status: 400, fault: 'server' })).toBe('dynamodb')
    expect(await outageOf({ status: 400, retryable: {} })).toBe('dynamodb')
  })

  test('that names no error is of something before the service', async () => {
    for (const name of ['Unknown', 'UnknownError', 'Error', '400', '404', '599']) {
      expect(await outageOf({ name, status: 404 })).toBe('dynamodb')
    }
    for (const name of ['UnknownThing', 'AnError', '300', '4000', '600']) {
      expect(await outageOf({ name, status: 404 })).toBeUndefined()
    }
  })

  test('that the object is archived is none, whatever its status', async () => {
    for (const status of [403, 400]) {
      expect(await outageOf({ name: 'InvalidObjectState', status })).toBeUndefined()
    }
  })
})

test.each([
  ['DynamoDB', 'dynamodb'],
  ['Kinesis', 'kinesis'],
  ['KMS', 'kms'],
  ['S3', 's3'],
  ['SESv2', 'ses'],
  ['SNS', 'sns'],
  ['SQS', 'sqs'],
  ['Lambda', 'other'],
  ['CloudWatch Logs', 'other'],
])('a call to %s that fails is an outage of %s', async (serviceId, dependency) => {
  expect(unavailableIn(await thrown(answered({ status: 503 }), serviceId))).toBe(dependency)
})

describe('by the name of an error', () => {
  test.each([
    ...['Throttling', 'ThrottlingException', 'RequestThrottled', 'TooManyRequestsException', 'SlowDown'],
    ...['OverLimit', 'LimitExceededException', 'RequestLimitExceeded'],
    ...['ProvisionedThroughputExceededException', 'InternalServerError', 'InternalError', 'InternalFailure'],
    ...['ServiceUnavailable', 'RequestTimeout', 'RequestExpired', 'AccessDenied', 'AccessDeniedException'],
    ...[
      'NotAuthorized',
      'AuthorizationErrorException',
      'UnauthorizedOperation',
      'UnrecognizedClientException',
    ],
    ...['InvalidSecurity', 'OptInRequired', 'Forbidden', 'ExpiredToken', 'InvalidToken'],
    ...['TokenRefreshRequired', 'InvalidClientTokenId', 'InvalidAccessKeyId', 'RequestTimeTooSkewed'],
    ...['InvalidSignatureException', 'IncompleteSignature', 'SignatureDoesNotMatch'],
    ...['MissingAuthenticationToken', 'ResourceNotFoundException', 'TableNotFoundException'],
    ...['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue', 'InvalidAddress', 'NotFound'],
    ...[
      'NotFoundException',
      'NoSuchBucket',
      'ResourceInUseException',
      'PermanentRedirect',
      'OperationAborted',
    ],
    ...['ConditionalRequestConflict', 'TransactionConflictException', 'ReplicatedWriteConflictException'],
    ...['IncompleteBody', 'BadDigest', 'AccountSuspendedException', 'SendingPausedException'],
    ...['MailFromDomainNotVerifiedException', 'DisabledException', 'KeyUnavailableException'],
    ...['DependencyTimeoutException', 'InvalidKeyUsageException', 'InvalidArnException'],
  ])('%s is an outage of the service', name => {
    expect(outageBy(name)).toBe('service')
  })

  test.each(['KMSDisabledException', 'KmsAccessDenied', 'KMS.DisabledException'])(
    '%s is one of KMS',
    async name => {
      expect(outageBy(name)).toBe('kms')
      expect(await outageOf({ name, status: 400 })).toBe('kms')
    },
  )

  test.each([
    ['MailFromDomainNotVerifiedException', true],
    ['AccountSuspendedException', false],
    ['SendingPausedException', false],
  ])('%s of SES may be the fault of a new version: %s', async (name, refused) => {
    expect(isRefused(await thrown(answered({ name, status: 400 }), 'SESv2'))).toBe(refused)
  })

  test.each([
    ...['ValidationException', 'ConditionalCheckFailedException', 'NoSuchKey', 'InvalidObjectState', ''],
    ...[
      'ItemCollectionSizeLimitExceededException',
      'MessageNotFoundException',
      'TransactionCanceledException',
    ],
    ...['UserNotFound', 'InvalidParameterValue', 'MessageRejected', 'NotDisabledException'],
  ])('%j is none', name => {
    expect(outageBy(name)).toBeUndefined()
  })
})

describe('outside of the clients', () => {
  test.each([
    ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE'],
    ...['EHOSTUNREACH', 'ENETUNREACH', 'ERR_STREAM_PREMATURE_CLOSE', 'UND_ERR_SOCKET'],
  ])('the code %s is a connection that is not to be had', code => {
    expect(unavailableIn(Object.assign(new Error('no'), { code }))).toBe('other')
  })

  test.each([...['ENOENT', 'EACCES', 'ERR_INVALID_ARG_TYPE', 'X_ECONN', ''], 104, undefined])(
    'the code %p is none',
    code => {
      expect(unavailableIn(Object.assign(new Error('no'), { code }))).toBeUndefined()
    },
  )

  test('no credentials are an outage', () => {
    const error = Object.assign(new Error('no'), { name: 'CredentialsProviderError' })
    expect(unavailableIn(error)).toBe('other')
  })
})

test('an error is followed through ten causes, and no further', () => {
  const behind = (count: number): Error =>
    count === 0 ? new Unavailable('s3', 'away') : new Error('outer', { cause: behind(count - 1) })
  expect(unavailableIn(behind(9))).toBe('s3')
  expect(unavailableIn(behind(10))).toBeUndefined()
})

test('causes that go in a circle end', () => {
  const error = new Error('a')
  error.cause = new Error('b', { cause: error })
  expect(unavailableIn(error)).toBeUndefined()
})
