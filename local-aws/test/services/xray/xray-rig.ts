import {
  BatchGetTracesCommand,
  GetTraceSummariesCommand,
  type GetTraceSummariesCommandInput,
  PutTraceSegmentsCommand,
  XRayClient,
} from '@aws-sdk/client-xray'
import { XRay } from '../../../src/services/xray/xray.ts'
import { Rig } from '../../rig.ts'

/** X-Ray with its daemon listening. */
export async function openXRay() {
  const rig = Rig.stepped()
  const xray = new XRay(rig.account)
  await rig.open([xray.api])
  await xray.open()
  const client = new XRayClient(rig.client)
  let ids = 0

  async function close(): Promise<void> {
    await xray.close()
    await rig.close()
  }

  /** 16 hexadecimal digits, in order. */
  function newId(): string {
    return (++ids).toString(16).padStart(16, '0')
  }

  /** A segment of 100 ms that ends now, of a new trace unless `given` names one. */
  function segment(given: Record<string, unknown> = {}) {
    const now = rig.clock.now() / 1000
    const trace_id = xray.begin(undefined).traceId
    return { id: newId(), name: 'buying', trace_id, start_time: now - 0.1, end_time: now, ...given }
  }

  function put(...documents: object[]) {
    const TraceSegmentDocuments = documents.map(document => JSON.stringify(document))
    return client.send(new PutTraceSegmentsCommand({ TraceSegmentDocuments }))
  }

  /** Of the last hour, unless `input` says otherwise. */
  async function summaries(input: Partial<GetTraceSummariesCommandInput> = {}) {
    const now = rig.clock.now()
    const range = { StartTime: new Date(now - 3_600_000), EndTime: new Date(now) }
    const { TraceSummaries = [] } = await client.send(new GetTraceSummariesCommand({ ...range, ...input }))
    return TraceSummaries
  }

  /** The documents of a trace, parsed. */
  async function documents(traceId: string): Promise<Record<string, unknown>[]> {
    const { Traces = [] } = await client.send(new BatchGetTracesCommand({ TraceIds: [traceId] }))
    return (Traces[0]?.Segments ?? []).map(({ Document = '' }) => JSON.parse(Document))
  }

  return { clock: rig.clock, xray, client, close, newId, segment, put, summaries, documents }
}

export type XRayRig = Awaited<ReturnType<typeof openXRay>>
