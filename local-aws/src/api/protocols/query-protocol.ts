import type { IncomingMessage } from 'node:http'
import type { AwsError } from '../../aws-error.ts'
import { queryInput } from './query-input.ts'
import type { RpcProtocol } from './rpc-protocol.ts'
import { elementOf, membersToXml } from './xml.ts'

export interface QueryProtocol {
  /** The XML namespace of responses, such as `http://sns.amazonaws.com/doc/2010-03-31/`. */
  xmlNamespace: string
  /** The member that the path of a request may have, such as the `QueueUrl` of SQS. @default - none */
  memberInPath?: string
}

/**
 * `awsQuery` of the Smithy specification: the parameters in a form, or in the URL; the answer in XML.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export function queryProtocol({ xmlNamespace, memberInPath }: QueryProtocol): RpcProtocol {
  return {
    contentType: 'text/xml',
    unknownOperation: { noun: 'action', code: 'InvalidAction' },
    speaks: ({ headers, url = '' }) =>
      Boolean(headers['content-type']?.startsWith('application/x-www-form-urlencoded')) ||
      /[?&]Action=/.test(url),
    read(request, body) {
      const form = formOf(request, body)
      const action = form.get('Action') ?? ''
      const path = pathOf(request)
      return {
        operation: action,
        named: action,
        input(shape) {
          const input = queryInput(form, shape)
          if (memberInPath !== undefined && path !== '/') input[memberInPath] ??= path
          return input
        },
      }
    },
    writeOutput(operation, output, shape, requestId) {
      const result = `<${operation}Result>${membersToXml(output, shape())}</${operation}Result>`
      const metadata = `<ResponseMetadata>${elementOf('RequestId', requestId)}</ResponseMetadata>`
      return `<${operation}Response xmlns="${xmlNamespace}">${result}${metadata}</${operation}Response>`
    },
    writeError: (error, requestId) => ({
      body: `<ErrorResponse xmlns="${xmlNamespace}">${errorElement(error)}${elementOf('RequestId', requestId)}</ErrorResponse>`,
    }),
  }
}

/** The parameters of the URL and of the body. */
function formOf({ url = '' }: IncomingMessage, body: Buffer): URLSearchParams {
  const [, ...query] = url.split('?')
  return new URLSearchParams([query.join('?'), body.toString('utf8')].filter(Boolean).join('&'))
}

const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?')[0] as string

/** Only members that are text or numbers: the shapes of errors are not in the model. */
function errorElement(error: AwsError): string {
  const members = {
    Type: error.fault,
    Code: error.queryCode ?? error.code,
    Message: error.message,
    ...error.members,
  }
  const elements = Object.entries(members)
    .filter(([, value]) => typeof value !== 'object')
    .map(([name, value]) => elementOf(name, String(value)))
  return `<Error>${elements.join('')}</Error>`
}
