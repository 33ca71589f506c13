import type { Connection } from '../clients/connection.ts'
import type { Target } from '../clients/target.ts'
import { type Arguing, argue } from './argued.ts'
import { Constructs } from './constructs.ts'
import { type Decisions, readDecisions } from './decisions.ts'
import { type MissingGrant, missingGrants } from './missing-grants.ts'
import { type PolicyGrant, policyGrants } from './policy-grants.ts'
import { type DeployedTemplate, stageTemplates } from './stage-templates.ts'
import { unusedGrants } from './unused-grants.ts'

/** One local AWS after its run. */
export interface Run {
  readonly constructs: Constructs
  readonly grants: readonly PolicyGrant[]
  readonly decisions: Decisions
}

/** What a run found: with `--json`, printed with the `complete` and `failures` of the run. */
export interface Findings extends Arguing {
  readonly missing: readonly MissingGrant[]
  /** How many Allow statements the policies of the stage have. */
  readonly statements: number
}

/** @throws MissingStageError, NoDecisionsError */
export async function readRun({ connection, stage }: Target): Promise<Run> {
  // First: where no local AWS runs, there are no templates either.
  const decisions = await readDecisions(connection, connection.endpoint ?? '')
  return runOf(await stageTemplates(connection, stage), decisions)
}

/**
 * A run of stacks that it may have deleted.
 *
 * @param templates as they were before
 * @throws NoDecisionsError
 */
export async function readRunOf(
  connection: Connection,
  templates: readonly DeployedTemplate[],
): Promise<Run> {
  return runOf(templates, await readDecisions(connection, connection.endpoint ?? ''))
}

function runOf(templates: readonly DeployedTemplate[], decisions: Decisions): Run {
  const constructs = new Constructs(templates)
  return { constructs, grants: policyGrants(templates, constructs), decisions }
}

/**
 * @param explicit whether requests count that a statement with Deny refuses
 * @param complete whether everything was done that uses grants: otherwise, nothing counts as needless
 */
export function findingsOf(
  { constructs, grants, decisions }: Run,
  { explicit, complete }: { explicit: boolean; complete: boolean },
): Findings {
  return {
    missing: missingGrants(decisions.denials, constructs, explicit),
    statements: grants.length,
    ...(complete
      ? argue(unusedGrants(grants, decisions.grants))
      : { unargued: [], argued: [], needless: [] }),
  }
}

/** Whether nothing is missing, and nothing needless that nobody argues for. */
export function isWell({ missing, unargued, needless }: Findings): boolean {
  return missing.length + unargued.length + needless.length === 0
}
