/**
 * The policy of a queue that AWS services may send to, as JSON text.
 *
 * @param services such as `sns.amazonaws.com`
 */
export function queuePolicy(queueArn: string, ...services: readonly string[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: services }, Action: 'sqs:SendMessage', Resource: queueArn },
    ],
  })
}
