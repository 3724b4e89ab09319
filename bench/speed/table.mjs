// The figures as Markdown, for the README and for the terminal.
import { seconds } from './measure.mjs'

const line = cells => `| ${cells.join(' | ')} |`

/** The table of all rows that were measured; nothing where none was. */
export function speedTable({ machine, versions, rows }) {
  const entries = Object.values(rows)
  if (entries.length === 0) return ''
  return [
    `Medians on ${machine}; ${versions}.`,
    '',
    line(['code', 'program', 'time', 'CPU', 'memory', 'aiomend’s time ÷ its', 'CPU']),
    line(['---', '---', '--:', '--:', '--:', '--:', '--:']),
    ...entries.flatMap(linesOf),
  ].join('\n')
}

function linesOf({ tree, files, megabytes, took, exponents }) {
  const size = files === undefined ? '' : `, ${files.toLocaleString('en')} files, ${megabytes} MB`
  const lines = Object.entries(took).map(([program, figures], at) => {
    const where = at === 0 ? `${tree}${size}` : ''
    if (figures.failed) return line([where, program, figures.failed, '', '', '', ''])
    const { wall, cpu, memory } = figures
    return line([where, program, seconds(wall), seconds(cpu), `${Math.round(memory)} MB`, ...ratios(program, took)])
  })
  const { wall, cpu } = exponents ?? {}
  if (wall === undefined) return lines
  return [...lines, line(['', 'exponent', wall.toFixed(2), cpu.toFixed(2), '', '', ''])]
}

/** What aiomend takes for each second of another; nothing in rows that are about aiomend alone. */
function ratios(program, { aiomend, [program]: other }) {
  if (!aiomend || aiomend.failed || aiomend === other) return ['', '']
  return ['wall', 'cpu'].map(quantity => (aiomend[quantity] / other[quantity]).toFixed(2))
}
