import {
  BatchGetTracesCommand,
  GetTraceSummariesCommand,
  type GetTraceSummariesCommandInput,
  PutTraceSegmentsCommand,
  XRayClient,
} from '@aws-sdk/client-xray'
import { XRay } from '../../../src/services/xray/xray.ts'
import { Stage } from '../../stage.ts'

/** X-Ray with its daemon listening. */
export async function openXRay() {
  const stage = Stage.stepped()
  const xray = new XRay(stage.account)
  await stage.open([xray.api])
  await xray.open()
  const client = new XRayClient(stage.client)
  let ids = 0

  async function close(): Promise<void> {
    await xray.close()
    await stage.close()
  }

  /** 16 hexadecimal digits, in order. */
  function newId(): string {
    return (++ids).toString(16).padStart(16, '0')
  }

  /** A segment of 100 ms that ends now, of a new trace unless `given` names one. */
  function segment(given: Record<string, unknown> = {}) {
    const now = stage.clock.now() / 1000
    const trace_id = xray.begin(undefined).traceId
    return { id: newId(), name: 'buying', trace_id, start_time: now - 0.1, end_time: now, ...given }
  }

  function put(...documents: object[]) {
    const TraceSegmentDocuments = documents.map(document => JSON.stringify(document))
    return client.send(new PutTraceSegmentsCommand({ TraceSegmentDocuments }))
  }

  /** Of the last hour, unless `input` says otherwise. */
  async function summaries(input: Partial<GetTraceSummariesCommandInput> = {}) {
    const now = stage.clock.now()
    const range = { StartTime: new Date(now - 3_600_000), EndTime: new Date(now) }
    const { TraceSummaries = [] } = await client.send(new GetTraceSummariesCommand({ ...range, ...input }))
    return TraceSummaries
  }

  /** The documents of a trace, parsed. */
  async function documents(traceId: string): Promise<Record<string, unknown>[]> {
    const { Traces = [] } = await client.send(new BatchGetTracesCommand({ TraceIds: [traceId] }))
    return (Traces[0]?.Segments ?? []).map(({ Document = '' }) => JSON.parse(Document))
  }

  return { clock: stage.clock, xray, client, close, newId, segment, put, summaries, documents }
}

export type XRayStage = Awaited<ReturnType<typeof openXRay>>
