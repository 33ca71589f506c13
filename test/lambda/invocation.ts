import type { APIGatewayProxyEventV2WithIAMAuthorizer, Context, SQSEvent, SQSRecord } from 'aws-lambda'
import { queueArn } from './function-rig.ts'

/** A context as the Lambda runtime gives one. */
export const context = {
  functionName: 'function-under-test',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:function-under-test',
  memoryLimitInMB: '512',
  awsRequestId: 'request-1',
  getRemainingTimeInMillis: () => 30_000,
} as Context

export const SENT_AT = new Date('2026-01-02T03:04:05.000Z')

/** One message, as the SQS event source hands it over. `body` is an event, or text as it is. */
export function sqsRecord(
  body: unknown,
  { queue = 'queue', messageId = 'message-1', group = '', receiveCount = 1 } = {},
): SQSRecord {
  return {
    messageId,
    receiptHandle: 'handle',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: String(receiveCount),
      SentTimestamp: String(SENT_AT.getTime()),
      SenderId: 'AIDA',
      ApproximateFirstReceiveTimestamp: String(SENT_AT.getTime()),
      ...(group && { MessageGroupId: group, SequenceNumber: '18870000000000000000' }),
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn(queue),
    awsRegion: 'us-east-1',
  }
}

export function sqsEvent(...Records: SQSRecord[]): SQSEvent {
  return { Records }
}

/** A signed request, as an HTTP API hands it over; a body that is no text is sent as JSON. */
export function apiRequest(
  given: {
    body?: unknown
    headers?: Record<string, string>
    pathParameters?: Record<string, string>
    query?: Record<string, string>
    method?: string
    /** @default - the method and `/` */
    route?: string
    caller?: string
    isBase64Encoded?: boolean
  } = {},
): APIGatewayProxyEventV2WithIAMAuthorizer {
  const {
    body,
    headers = { 'content-type': 'application/json' },
    pathParameters,
    query,
    method = 'POST',
    caller = 'user/ada',
    route = `${method} /`,
  } = given
  return {
    version: '2.0',
    routeKey: route,
    headers,
    pathParameters,
    queryStringParameters: query,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    isBase64Encoded: given.isBase64Encoded ?? false,
    requestContext: {
      requestId: 'api-request-1',
      timeEpoch: SENT_AT.getTime(),
      http: { method },
      authorizer: { iam: { userArn: `arn:aws:iam::000000000000:${caller}` } },
    },
  } as APIGatewayProxyEventV2WithIAMAuthorizer
}
