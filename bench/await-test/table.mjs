// The figures of the await test as Markdown.
const HEAD = [
  ['package', ':--'],
  ['`await f()`', '--:'],
  ['aiomend brings back', '--:'],
  ['pyright finds', '--:'],
  ['ty finds', '--:'],
  ['mypy finds, with `unused-awaitable`', '--:'],
  ["of pyright's, back", '--:'],
  ['changed elsewhere', '--:'],
  ['found untouched', '--:'],
  ['aiomend', '--:'],
  ['pyright', '--:'],
  ['ty', '--:'],
]
const line = cells => `| ${cells.join(' | ')} |`

/** The rows of the packages, part by part with their sums, and what is to be said of some of them. */
export function packagesTable(rows) {
  const parts = [...new Set(rows.map(({ part }) => part))]
  const lines = [line(HEAD.map(([title]) => title)), line(HEAD.map(([, align]) => align))]
  for (const part of parts) {
    const own = rows.filter(row => row.part === part)
    lines.push(...own.map(row => line([row.name, ...cells([row]), ...costs(row)])))
    lines.push(line([`**${part}**`, ...cells(own).map(strong), '', '', '']))
  }
  const notes = rows.flatMap(({ name, notes }) => notes.map(note => `- ${name}: ${note}`))
  return [...lines, '', ...notes].join('\n')
}

function cells(rows) {
  const count = wanted => rows.reduce((sum, row) => sum + wanted(row), 0)
  const places = count(row => row.places)
  const found = peer => {
    const measured = rows.filter(row => row.found[peer] !== undefined)
    if (measured.length === 0) return '–'
    const all = measured.reduce((sum, row) => sum + row.places, 0)
    const mark = measured.length < rows.length ? ` of ${thousands(all)}` : ''
    return (
      share(
        measured.reduce((sum, row) => sum + row.found[peer], 0),
        all,
      ) + mark
    )
  }
  const both = count(row => row.backOfPyrights ?? 0)
  return [
    thousands(places),
    `${thousands(count(row => row.back))} (${share(
      count(row => row.back),
      places,
    )})`,
    found('pyright'),
    found('ty'),
    `${found('mypy')}, ${found('mypy with awaitables')}`.replace('–, –', '–'),
    rows.some(row => row.found.pyright !== undefined)
      ? share(
          both,
          count(row => row.found.pyright ?? 0),
        )
      : '–',
    thousands(count(row => row.elsewhere)),
    thousands(count(row => row.untouched)),
  ]
}

const costs = ({ took }) => ['aiomend', 'pyright', 'ty'].map(each => cost(took[each]))
const cost = took => (took ? `${took.cpu.toFixed(1)} s, ${Math.round(took.memory)} MB` : '–')
const share = (some, all) => (all === 0 ? '–' : `${((100 * some) / all).toFixed(1)} %`)
const strong = text => (text === '' ? '' : `**${text}**`)
const thousands = number => number.toLocaleString('en')

/** One row a form, over all packages: those that were not held out, and those that were. */
export function formsTable(rows) {
  const titles = ['form', 'places', 'back', 'changed elsewhere', 'found untouched', 'held out: places', 'back']
  const lines = [line(titles), line(titles.map((_, index) => (index === 0 ? ':--' : '--:')))]
  for (const form of new Set(rows.map(({ form }) => form))) {
    const own = rows.filter(row => row.form === form)
    const sum = (wanted, isHeldOut) =>
      own
        .filter(row => isHeldOut === undefined || (row.part === 'held out') === isHeldOut)
        .reduce((n, row) => n + row[wanted], 0)
    const none = own.some(row => row.back === undefined)
    const back = isHeldOut =>
      none
        ? 'no transform'
        : `${thousands(sum('back', isHeldOut))} (${share(sum('back', isHeldOut), sum('places', isHeldOut))})`
    const others = none ? ['–', '–'] : [thousands(sum('elsewhere')), thousands(sum('untouched'))]
    lines.push(
      line([form, thousands(sum('places', false)), back(false), ...others, thousands(sum('places', true)), back(true)]),
    )
  }
  return lines.join('\n')
}
