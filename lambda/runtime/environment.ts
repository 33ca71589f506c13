/** A variable that the stack gives the function. Asked for while the function starts, so that a gap shows at once. */
export function environmentVariable(name: string): string {
  const value = process.env[name]
  if (value) return value
  throw new Error(`The environment variable ${name} is not set: the function's stack has to give it.`)
}
