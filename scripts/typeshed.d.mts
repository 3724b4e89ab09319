export function typeshedTable(code: { readonly PythonFile: unknown; readonly summaryOf: unknown }): string
