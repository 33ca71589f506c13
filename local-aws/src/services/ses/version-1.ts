import type { ServiceApi } from '../../api/service-api.ts'

const MESSAGE =
  'The local AWS does not simulate version 1 of the SES API: use version 2, such as SESv2Client or &quot;aws sesv2&quot;.'

/**
 * Refuses version 1, which has the same signing name, in its own protocol: its clients cannot read a JSON answer. It sends
 * all requests to `/`, while the paths of version 2 begin with `/v2/`.
 */
export function refuseVersion1(version2: ServiceApi): ServiceApi {
  return {
    ...version2,
    serve(request, response, context) {
      if (request.url?.split('?')[0] !== '/') return version2.serve(request, response, context)
      const error = `<Error><Type>Sender</Type><Code>InvalidAction</Code><Message>${MESSAGE}</Message></Error>`
      response
        .writeHead(400, { 'content-type': 'text/xml', 'x-amzn-requestid': context.requestId })
        .end(
          `<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">${error}<RequestId>${context.requestId}</RequestId></ErrorResponse>`,
        )
    },
  }
}
