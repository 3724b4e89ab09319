/** Where a comment or a string begins. */
const BEGIN = /#|"""|'''|["']/g

/** What joins a line with the next. */
const CONTINUED = /\\\r?\n/g

/** What stands before strings that have code in them. */
const FORMATTED = /[ft]r?$/i

/** The code of a text, without comments. */
export interface Code {
  /** With blanks in the place of strings, and each logical line outside of brackets on one line. */
  readonly text: string
  /** Its strings, in their order, but for those of several lines that are only text. */
  readonly strings: readonly Literal[]
}

interface Literal {
  /** Where it begins in the text of the code. */
  readonly at: number
  readonly text: string
}

export function codeOf(text: string): Code {
  // A line may begin with a form feed, which is no indentation.
  const source = text.replaceAll('\f', '')
  const parts: string[] = []
  const strings: Literal[] = []
  let [done, length] = [0, 0]
  const add = (part: string) => {
    parts.push(part)
    length += part.length
  }
  BEGIN.lastIndex = 0
  for (let found = BEGIN.exec(source); found; found = BEGIN.exec(source)) {
    const [mark] = found
    const end = endOf(mark, found.index + mark.length, source)
    add(source.slice(done, found.index))
    const isOnlyText = mark.length === 3 && !FORMATTED.test(source.slice(Math.max(0, found.index - 2), found.index))
    if (mark !== '#' && !isOnlyText) strings.push({ at: length, text: source.slice(found.index, end) })
    if (mark !== '#') add('""')
    done = end
    BEGIN.lastIndex = end
  }
  add(source.slice(done))
  return { text: parts.join('').replace(CONTINUED, joint => ' '.repeat(joint.length)), strings }
}

const ENDS = new Map([
  ['#', /(?=[\n\r])/g],
  ['"', /\\[\s\S]|"|(?=[\n\r])/g],
  ["'", /\\[\s\S]|'|(?=[\n\r])/g],
  ['"""', /\\[\s\S]|"""/g],
  ["'''", /\\[\s\S]|'''/g],
])

/** Where what begins with a mark ends: a string of one line at the end of the line at the latest. */
function endOf(mark: string, from: number, text: string): number {
  const end = ENDS.get(mark) as RegExp
  end.lastIndex = from
  for (let found = end.exec(text); found; found = end.exec(text))
    if (!found[0].startsWith('\\')) return found.index + found[0].length
  return text.length
}

/** Shorter parts of a text are never kept as parts of it. */
const SHORT = 13

/** The same text, which does not keep the one alive that it was taken from. */
export function copied(text: string): string {
  return text.length < SHORT ? text : Buffer.from(text).toString()
}
