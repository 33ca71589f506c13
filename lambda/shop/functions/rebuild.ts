import { duringInvocation } from '../../runtime/invocation.ts'
import { turnOf } from '../../runtime/turn.ts'
import { type RebuildAnswer, rebuild } from '../rebuild/rebuild.ts'

/** Rebuilds the read model, one step per invocation. `npm run replay` invokes it. */
export const handler = duringInvocation<unknown, RebuildAnswer>((event, _annotate, context) =>
  rebuild(event, turnOf(context)),
)
