import type { ServiceApi } from '../../api/service-api.ts'

const REFUSAL = JSON.stringify({
  __type: 'UnknownOperationException',
  message:
    'The local AWS does not simulate CBOR requests to Kinesis: let the client send AWS JSON 1.1 (AWS_CBOR_DISABLE=true for the SDKs for Java).',
})

/** Refuses CBOR requests, which Kinesis on AWS also accepts, with an error that names CBOR. */
export function refusingCbor(api: ServiceApi): ServiceApi {
  return {
    ...api,
    async serve(request, response, context) {
      const isCbor = String(request.headers['content-type']).startsWith('application/x-amz-cbor')
      if (!isCbor) return api.serve(request, response, context)
      await context.body().catch(() => {})
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' }).end(REFUSAL)
    },
  }
}
