// The figures of the await test as Markdown.
const HEAD = [
  ['package', ':--'],
  ['`await f()`', '--:'],
  ['aiomend brings back', '--:'],
  ['refused', '--:'],
  ['pyright finds', '--:'],
  ['ty finds', '--:'],
  ['mypy finds, with `unused-awaitable`', '--:'],
  ["of pyright's, back", '--:'],
  ['changed elsewhere', '--:'],
  ['found untouched', '--:'],
  ['aiomend: CPU, memory', '--:'],
  ['pyright', '--:'],
  ['ty', '--:'],
]
const sumLine = (title, rows) => line([title, ...cells(rows)].map(strong).concat('', '', ''))
const line = cells => `| ${cells.join(' | ')} |`

/** The rows of the packages, part by part with their sums, and what is to be said of some of them. */
export function packagesTable(rows) {
  const parts = [...new Set(rows.map(({ part }) => part))]
  const lines = [line(HEAD.map(([title]) => title)), line(HEAD.map(([, align]) => align))]
  for (const part of parts) {
    const own = rows.filter(row => row.part === part)
    lines.push(...own.map(row => line([row.name, ...cells([row]), ...costs(row)])))
    lines.push(sumLine(part, own))
  }
  if (parts.length > 1) lines.push(sumLine('all', rows))
  const notes = rows.flatMap(({ name, notes }) => notes.map(note => `- ${name}: ${note}`))
  return [...lines, '', ...notes].join('\n')
}

function cells(rows) {
  const sum = wanted => rows.reduce((total, row) => total + wanted(row), 0)
  const places = sum(row => row.places)
  const back = sum(row => row.back)
  const byPyright = sum(row => row.found.pyright ?? 0)
  const mypy = [found(rows, 'mypy'), found(rows, 'mypy with awaitables')]
  return [
    thousands(places),
    `${thousands(back)} (${share(back, places)})`,
    thousands(sum(row => row.refused)),
    found(rows, 'pyright'),
    found(rows, 'ty'),
    mypy[0] === '–' ? '–' : mypy.join(', '),
    share(
      sum(row => row.backOfPyrights),
      byPyright,
    ),
    thousands(sum(row => row.elsewhere)),
    thousands(sum(row => row.untouched)),
  ]
}

/** The share of the places that a peer finds, of the packages that it could be run on. */
function found(rows, peer) {
  const measured = rows.filter(row => row.found[peer] !== undefined || row.places === 0)
  const sum = wanted => measured.reduce((total, row) => total + wanted(row), 0)
  const places = sum(row => row.places)
  const some = share(
    sum(row => row.found[peer] ?? 0),
    places,
  )
  return measured.length < rows.length && places > 0 ? `${some} of ${thousands(places)}` : some
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
