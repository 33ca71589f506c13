import { duringInvocation } from '../../runtime/invocation.ts'
import { turnOf } from '../../runtime/turn.ts'
import { type ReplayAnswer, replay } from '../replay/replay.ts'

/** Counts past events of the stream again, one step per invocation. `npm run replay` invokes it. */
export const handler = duringInvocation<unknown, ReplayAnswer>((event, _annotate, context) =>
  replay(event, turnOf(context)),
)
