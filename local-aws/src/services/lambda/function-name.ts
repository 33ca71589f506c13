import { AwsError } from '../../aws-error.ts'

const LATEST = '$LATEST'

/**
 * The name in what callers may write for a function: `name`, `name:$LATEST`, the ARN or the partial ARN
 * (`123456789012:function:name`), each with or without the qualifier.
 *
 * @throws AwsError `ResourceNotFoundException` for a version or an alias: there are none here
 */
export function functionNameOf(reference: string): string {
  const afterArn = /(?:^|:)function:(.+)$/.exec(reference)?.[1] ?? reference
  const [name = '', qualifier = LATEST] = afterArn.split(':')
  if (qualifier !== LATEST) {
    throw new AwsError(
      'ResourceNotFoundException',
      `Function not found: ${reference}. The local AWS has neither versions nor aliases, only ${LATEST}.`,
      { statusCode: 404, members: { Type: 'User' } },
    )
  }
  return name
}

export function functionNotFound(arn: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, {
    statusCode: 404,
    members: { Type: 'User' },
  })
}
