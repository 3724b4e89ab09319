/// <reference lib="dom" />
import type { Listed, Safety } from '../protocol.ts'
import { type Choices, type Decision, type Filter, isBelow, isShown } from './choices.ts'
import { button, counted, element } from './dom.ts'

/** What the filters do. */
export interface FilterActions {
  readonly choose: (filter: Filter) => void
  readonly decideAll: (findings: readonly Listed[], decision: Decision) => void
}

const SAFETIES: readonly (readonly [Safety | undefined, string])[] = [
  [undefined, 'All'],
  ['safe', 'Safe'],
  ['unsafe', 'Unsafe'],
  ['manual', 'By hand'],
]

/** The filters by safety, pitfall and folder, each with how many findings it would show beside the others. */
export function filters(
  findings: readonly Listed[],
  filter: Filter,
  choices: Choices,
  { choose, decideAll }: FilterActions,
): HTMLElement[] {
  const { safety, pitfall, folder, ...none } = filter
  const beside = (others: Filter) => findings.filter(finding => isShown(finding, others))
  const given = <K extends keyof Filter>(key: K, value: Filter[K]) => (value === undefined ? none : { [key]: value })
  const [bySafety, byPitfall, byFolder] = [
    beside({ ...given('pitfall', pitfall), ...given('folder', folder) }),
    beside({ ...given('safety', safety), ...given('folder', folder) }),
    beside({ ...given('safety', safety), ...given('pitfall', pitfall) }),
  ]
  const without = (key: keyof Filter): Filter =>
    Object.fromEntries(Object.entries(filter).filter(([name]) => name !== key)) as Filter

  const row = (id: string, label: string, depth: number, isOn: boolean, shown: readonly Listed[], next: Filter) => {
    const fixes = shown.filter(each => each.safety !== 'manual')
    const decided = fixes.filter(each => choices.of(each.id)).length
    const all = counted(fixes.length, 'fix', 'fixes')
    const act = (decision: Decision, sign: string, verb: string) =>
      button(
        sign,
        {
          id: `${decision}-${id}`,
          class: `sign ${decision}`,
          'aria-label': `${verb} ${all}: ${label}`,
          title: `${verb} ${all}`,
        },
        () => decideAll(fixes, decision),
      )
    const name = element('span', { class: 'name', title: label }, label)
    const count = element(
      'span',
      { class: 'count' },
      fixes.length > 0 && decided > 0 ? `${decided}/${shown.length}` : `${shown.length}`,
    )
    const filterBy = button(
      element('span', { class: 'label' }, name, count),
      { id, 'aria-pressed': String(isOn) },
      () => choose(next),
    )
    const item = element(
      'li',
      { class: isOn ? 'on' : '' },
      filterBy,
      ...(fixes.length > 0 ? [act('accepted', '✓', 'Accept'), act('rejected', '✕', 'Reject')] : []),
    )
    item.style.setProperty('--depth', String(depth))
    return item
  }

  const segments = element(
    'div',
    { class: 'segments', role: 'group', 'aria-label': 'Safety' },
    ...SAFETIES.map(([value, label]) => {
      const count = value ? bySafety.filter(each => each.safety === value).length : bySafety.length
      const text = element('span', {}, label, ' ', element('span', { class: 'count' }, count.toLocaleString('en')))
      const attributes = { id: `safety-${value ?? 'all'}`, 'aria-pressed': String(safety === value) }
      return button(text, attributes, () => choose({ ...without('safety'), ...(value && { safety: value }) }))
    }),
  )
  const pitfalls = [...groups(byPitfall, each => each.pitfall)]
    .sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1))
    .map(([name, shown]) => {
      const isOn = pitfall === name
      const next = isOn ? without('pitfall') : { ...filter, pitfall: name }
      return row(`pitfall-${name}`, name, 0, isOn, shown, next)
    })
  const folders = foldersAround(byFolder, folder).map(({ path, label, depth }) => {
    const isOn = folder === path
    const up = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : undefined
    const next = isOn ? { ...without('folder'), ...(up !== undefined && { folder: up }) } : { ...filter, folder: path }
    return row(
      `folder-${encodeURIComponent(path)}`,
      label,
      depth,
      isOn,
      byFolder.filter(each => isBelow(each.path, path)),
      next,
    )
  })
  return [
    element('section', {}, element('h2', {}, 'Safety'), segments),
    element('section', {}, element('h2', {}, 'Pitfalls'), element('ul', {}, ...pitfalls)),
    element('section', {}, element('h2', {}, 'Folders'), element('ul', {}, ...folders)),
  ]
}

function groups(findings: readonly Listed[], by: (finding: Listed) => string): Map<string, Listed[]> {
  const found = new Map<string, Listed[]>()
  for (const finding of findings) {
    const group = found.get(by(finding))
    if (group) group.push(finding)
    else found.set(by(finding), [finding])
  }
  return found
}

interface Folder {
  readonly path: string
  readonly label: string
  readonly depth: number
}

/** The folders that lead to the one chosen, and what is in it: a tree that is open along one path. */
function foldersAround(findings: readonly Listed[], chosen: string | undefined): Folder[] {
  const paths = [...new Set(findings.map(({ path }) => path))]
  const below = (folder: string | undefined, depth: number): Folder[] => {
    const start = folder === undefined ? 0 : folder.length + 1
    const inside = paths.filter(path => folder === undefined || path.startsWith(`${folder}/`))
    const names = [...new Set(inside.map(path => path.slice(start).split('/')[0] ?? ''))].sort()
    return names.flatMap(name => {
      const path = folder === undefined ? name : `${folder}/${name}`
      const label = paths.includes(path) ? name : `${name}/`
      const isOpen = names.length === 1 || (chosen !== undefined && isBelow(chosen, path))
      return [{ path, label, depth }, ...(isOpen ? below(path, depth + 1) : [])]
    })
  }
  return below(undefined, 0)
}
