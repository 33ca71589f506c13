/** What the demo leaves behind while it stays up. */
export interface Leftovers {
  readonly endpoint: string
  readonly purchaseId: string
  readonly videoId: string | undefined
  readonly postId: string
  /** Whether other local AWSs run here, so that tools have to be told which. */
  readonly others: boolean
}

/** Commands for a second terminal, with the ids of this demo. */
export function tryItLines({ endpoint, purchaseId, videoId, postId, others }: Leftovers): string[] {
  const where = others ? ` --local ${endpoint}` : ''
  const run = (tool: string, rest = '') => `npm run ${tool}${rest || where ? ` --${rest}${where}` : ''}`
  const rows: [string, string][] = [
    [run('trace', ` ${purchaseId}`), 'a purchase'],
    ...(videoId === undefined ? [] : [[run('trace', ` ${videoId}`), 'the video'] satisfies [string, string]]),
    [run('trace', ` ${postId}`), 'the post, with its mails'],
    [run('dlq'), 'the dead letters'],
    [run('status'), 'all functions and queues, and the dead letters again'],
    [`${endpoint}/_aws/ses`, 'the mail, for a browser or curl'],
  ]
  const width = Math.max(...rows.map(([command]) => command.length))
  // Not cut to the width of the terminal: they are to be copied.
  return rows.map(([command, what]) => `  ${command.padEnd(width)}  ${what}`)
}

/** What to do after a demo that is gone. */
export const AFTERWARDS = [
  '  npm run demo -- --keep    the same, but it stays up: look at the path of each message, and at the dead letters',
  '  npm start                 the stacks without a demo, for requests of your own (README, "Learn")',
  '  npx cdk bootstrap && npx cdk deploy --all -c sender=you@your.domain    the same on an account',
]
