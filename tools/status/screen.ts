import { setTimeout as sleep } from 'node:timers/promises'

/** What {@link refresh} draws on. */
export interface Screen {
  readonly rows: number
  draw(lines: readonly string[]): void
}

/**
 * Shows what `look` finds, again and again, in place of what was there before, until `signal` aborts. Once it has found
 * something, a look that fails is shown as that, and another follows.
 *
 * @param everyMs from the end of one look to the next
 * @throws what the first look throws
 */
export async function refresh(
  look: () => Promise<readonly string[]>,
  everyMs: number,
  screen: Screen,
  signal: AbortSignal,
): Promise<void> {
  let last: readonly string[] | undefined
  while (!signal.aborted) {
    let failure: string[] = []
    try {
      last = await look()
    } catch (error) {
      if (last === undefined) throw error
      failure = [`✗ cannot look now: ${(error as Error).message}; this is what it was:`]
    }
    if (signal.aborted) return
    screen.draw(shown([...failure, ...last], screen.rows))
    await sleep(everyMs, undefined, { signal }).catch(() => {})
  }
}

/** Cut to the rows of the terminal, one of which the cursor has. */
export function shown(lines: readonly string[], rows: number): readonly string[] {
  const room = rows - 1
  if (lines.length <= room) return lines
  const left = lines.length - (room - 1)
  return [...lines.slice(0, room - 1), `… ${left} more lines: make the terminal higher, or use --once`]
}
