import { parseOptions, svgFileName } from '../terminal/command-line.ts'

/** The options of `npm run topology`. */
export interface Options {
  /** The file for the drawing. */
  out: string
  /** An existing cloud assembly to use instead of synthesizing one. */
  assembly: string | undefined
  help: boolean
}

export const USAGE = `Usage: npm run topology -- [options]

Draws the stacks: topics, queues, the stream, functions, buckets and tables, and how data flows through them.
Reads the synthesized templates, so the drawing shows what deploys.

  --assembly DIR  read the cloud assembly (cdk.out) in DIR instead of synthesizing one
  --out FILE      the drawing: docs/topology.svg by default
  --help          show this
`

/** @throws UsageError */
export function parseCommandLine(args: readonly string[]): Options {
  const { assembly, out, help } = parseOptions({
    args: [...args],
    options: {
      assembly: { type: 'string' },
      out: { type: 'string', default: 'docs/topology.svg' },
      help: { type: 'boolean', default: false },
    },
  }).values
  return { assembly, out: svgFileName('--out', out, 'topology.svg'), help }
}
