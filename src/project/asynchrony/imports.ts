import { copied } from './code.ts'
import { gives } from './words.ts'

/** What an import statement binds a name to: a module, unless it names something `of` it. */
export interface Import {
  readonly name: string
  /** As the statement names it, with leading dots where it is relative. */
  readonly module: string
  readonly of: string | undefined
  /** Whether the statement itself names something asynchronous, or lends what starts threads. */
  readonly gives: boolean
}

/** Import statements; what only looks like one, as in a string, does no harm. */
const IMPORTS =
  /(?:^|[;:])[ \t]*(?:from[ \t]*([.\w]+|\.[. \t\w]*)[ \t]+import[ \t]*(\([^)]*\)|[^\n\\;]*)|import[ \t]+([^\n\\;]+))/gm

/** What the import statements in code bind; a star by the name of `*`. */
export function importsIn(code: string): readonly Import[] {
  return [...code.matchAll(IMPORTS)].flatMap(([, from, names = '', modules = '']) =>
    from === undefined ? modulesIn(modules) : namesIn(names, from.replace(/\s/g, '')),
  )
}

/** What `import a.b, c as d` binds. */
function modulesIn(list: string): Import[] {
  return list.split(',').map(each => {
    const [dotted = '', , alias] = each.match(/[.\w]+/g) ?? []
    const top = dotted.replace(/\..*/, '')
    return imported(alias ?? top, alias === undefined ? top : dotted)
  })
}

/** What `from m import (a, b as c)` binds. */
function namesIn(list: string, module: string): Import[] {
  return list.split(',').flatMap(each => {
    const [of, , alias] = each.match(/\w+|\*/g) ?? []
    return of === undefined ? [] : imported(alias ?? of, module, of)
  })
}

function imported(name: string, module: string, of?: string): Import {
  const isRenamed = of !== undefined && name !== of
  return {
    name: copied(name),
    module: copied(module),
    of: of && copied(of),
    gives: gives(`${module} ${of ?? ''}${isRenamed ? ' as' : ''}`),
  }
}

/** Code in which blanks are in the place of import statements. */
export function withoutImports(code: string): string {
  return code.replace(IMPORTS, statement => {
    const blanks = statement.replace(/[^\n\r;:]/g, ' ')
    // What follows behind a semicolon is still a statement of its own.
    return /^[fi]/.test(statement) ? `0${blanks.slice(1)}` : blanks
  })
}
