import { duringInvocation } from '../../runtime/invocation.ts'
import { type ReplayAnswer, replay } from '../replay/replay.ts'
import { turnOf } from '../replay/turn.ts'

/** Counts the stream's past again, a step an invocation: `npm run replay` invokes it. */
export const handler = duringInvocation<unknown, ReplayAnswer>((event, _annotate, context) =>
  replay(event, turnOf(context)),
)
