import { green, heading, red } from '../terminal/terminal.ts'

/** A claim about a run, and whether it holds. */
export interface Finding {
  claim: string
  holds: boolean
}

/** Prints each claim with whether it holds. @returns whether all do */
export function printFindings(title: string, findings: readonly Finding[]): boolean {
  heading(title)
  for (const { claim, holds } of findings) console.log(`  ${holds ? green('✓') : red('✗')} ${claim}`)
  return findings.every(({ holds }) => holds)
}
