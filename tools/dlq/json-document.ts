/** Prints one JSON document: with `--json`, nothing else is on the standard output. */
export function tell(document: unknown): void {
  console.log(JSON.stringify(document, null, 2))
}
