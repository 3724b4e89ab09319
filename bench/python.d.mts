/** A CPython 3: how it is started, and N of its version 3.N. */
interface Interpreter {
  readonly command: string
  readonly minor: number
}

export const interpreters: readonly Interpreter[]
export const python: Interpreter
export function compileErrors(sources: Readonly<Record<string, string>>): Record<string, string>
