import { RefusedRequest } from '../../clients/refused-request.ts'
import { makeClip } from '../../clients/video/clip.ts'
import type { Stage } from './stage.ts'
import { keptTrace } from './traces.ts'

/**
 * Sends a clip to the experiment, which encodes it while its uploader waits. It is traced: invoked without an upload, the
 * encoder would look for one that is not there, which it need not be able to do.
 */
export async function encodeWhileWaiting({ request, outputs }: Stage): Promise<void> {
  const url = (await outputs('SynchronousVideo'))('SynchronousVideoApiUrl')
  const clip = await makeClip({ seconds: 1, size: '320x180' })
  const headers = { 'content-type': 'video/mp4', 'x-amzn-trace-id': keptTrace() }
  const response = await request('POST', `${url}/videos`, clip, headers)
  if (response.status !== 201) {
    throw new RefusedRequest('POST /videos of the experiment', response.status, await response.text())
  }
}
