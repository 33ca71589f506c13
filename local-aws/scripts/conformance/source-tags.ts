/** Where a behaviour comes from: AWS's documentation, a recording of AWS, or the local AWS itself. */
export interface Source {
  kind: 'documented' | 'recorded' | 'own'
  /** The page and sentence, the recording and its date, or the part of ours. */
  text: string
}

const TAG = /^@(documented|recorded|own)\b\s*(.*)$/
const RECORDING = /^\S+\.py::.+, \d{4}-\d{2}-\d{2}$/

/**
 * The sources that a JSDoc comment names, one for each tag. The text of a tag goes on until the next tag or an
 * empty line.
 */
export function sourcesOf(comment: string): Source[] {
  if (!comment.startsWith('/**')) return []
  const sources: { kind: Source['kind']; lines: string[] }[] = []
  let open = false
  for (const line of linesOf(comment)) {
    const tag = TAG.exec(line)
    if (tag) sources.push({ kind: kindOf(tag[1]), lines: [tag[2] ?? ''] })
    else if (open && line && !line.startsWith('@')) sources.at(-1)?.lines.push(line)
    open = tag !== null || (open && line !== '' && !line.startsWith('@'))
  }
  return sources.map(({ kind, lines }) => ({ kind, text: lines.join(' ').trim() }))
}

/** What is wrong with a source, or undefined. */
export function fault({ kind, text }: Source): string | undefined {
  if (!text) return `@${kind} names no ${kind === 'own' ? 'part' : 'source'}.`
  if (kind === 'documented' && !text.includes(': ')) {
    return `@documented ${text}: write it as "<page>: <what it says>".`
  }
  if (kind === 'recorded' && !RECORDING.test(text)) {
    return `@recorded ${text}: write it as "<path>.py::<test>, <yyyy-mm-dd>".`
  }
  return undefined
}

function linesOf(comment: string): string[] {
  return comment
    .replace(/^\/\*\*/, '')
    .replace(/\*\/$/, '')
    .split('\n')
    .map(line => line.replace(/^\s*\*/, '').trim())
}

function kindOf(name: string | undefined): Source['kind'] {
  return name === 'documented' || name === 'recorded' ? name : 'own'
}
