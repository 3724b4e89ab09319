/// <reference lib="dom" />
import type { Details, FileChange, Listed, Pitfall, Row, Side } from '../protocol.ts'
import type { Decision } from './choices.ts'
import { button, counted, element } from './dom.ts'

/** What the buttons of a card do. */
export interface Actions {
  readonly decide: (finding: Listed, decision: Decision) => void
  readonly decideFile: (path: string, decision: Decision) => void
}

const SAFETY = { safe: 'safe', unsafe: 'unsafe', manual: 'by hand' } as const
const DONE = { accepted: 'Accepted', rejected: 'Rejected' } as const

/** The heading of a file, with what applies to all its fixes. */
export function fileHeading(path: string, count: number, fixes: number, { decideFile }: Actions): HTMLElement {
  const [folder, name] = [path.slice(0, path.lastIndexOf('/') + 1), path.slice(path.lastIndexOf('/') + 1)]
  return element(
    'div',
    { class: 'file' },
    element('h2', {}, element('span', {}, folder), name),
    element('span', { class: 'count' }, counted(count, 'finding', 'findings')),
    fixes > 0 &&
      element(
        'div',
        { class: 'actions' },
        button('Accept file', { class: 'quiet accept', 'aria-label': `Accept file ${path}` }, () =>
          decideFile(path, 'accepted'),
        ),
        button('Reject file', { class: 'quiet reject', 'aria-label': `Reject file ${path}` }, () =>
          decideFile(path, 'rejected'),
        ),
      ),
  )
}

/** The card of a finding; its body comes with the details. */
export function card(finding: Listed, pitfall: Pitfall | undefined, actions: Actions): HTMLElement {
  const { id, line, safety } = finding
  const choose = (decision: Decision, label: string) =>
    button(
      label,
      {
        class: decision === 'accepted' ? 'accept' : 'reject',
        'data-choice': decision,
        'aria-describedby': `title-${id}`,
      },
      () => actions.decide(finding, decision),
    )
  return element(
    'article',
    { class: 'card', tabindex: '-1', 'aria-labelledby': `title-${id}` },
    element(
      'div',
      { class: 'head' },
      element('span', { class: 'line', title: `line ${line}` }, `${line}`),
      element('h3', { id: `title-${id}`, title: pitfall?.title }, finding.pitfall),
      element('span', { class: `badge ${safety}` }, SAFETY[safety]),
      element('p', { class: 'message' }),
      safety !== 'manual' &&
        element('div', { class: 'actions' }, choose('accepted', 'Accept'), choose('rejected', 'Reject')),
    ),
    element('div', { class: 'body', 'aria-busy': 'true' }),
  )
}

/** Shows in a card what was decided, and whether it is the one that keys act on. */
export function mark(node: HTMLElement, decision: Decision | undefined, isCurrent: boolean): void {
  node.dataset.decision = decision ?? 'open'
  if (isCurrent) node.setAttribute('aria-current', 'true')
  else node.removeAttribute('aria-current')
  for (const choice of node.querySelectorAll<HTMLElement>('[data-choice]')) {
    const isChosen = choice.dataset.choice === decision
    choice.setAttribute('aria-pressed', String(isChosen))
    const name = choice.dataset.choice as Decision
    choice.textContent = isChosen ? DONE[name] : name === 'accepted' ? 'Accept' : 'Reject'
  }
}

/** Fills the body of a card. */
export function fill(node: HTMLElement, details: Details, pitfall: Pitfall | undefined): void {
  const body = node.querySelector('.body')
  const message = node.querySelector('.message')
  if (!body || !message || !body.hasAttribute('aria-busy')) return
  const { because, cautions, refused, files } = details
  message.append(...prose(details.message))
  body.removeAttribute('aria-busy')
  const note = (kind: string, label: string, text: string) =>
    element('p', { class: `note ${kind}` }, element('b', {}, label), ' ', ...prose(text))
  body.append(
    element(
      'div',
      { class: 'notes' },
      ...(pitfall ? [note('why', 'Why', pitfall.why)] : []),
      ...(because.length > 0 ? [note('because', 'Because', `${because.join('; ')}.`)] : []),
      ...cautions.map(caution => note('caution', 'Caution', `${caution}.`)),
      ...(refused === undefined ? [] : [note('refused', 'By hand', `${refused}.`)]),
    ),
    ...files.flatMap((file, index) => [
      ...(index > 0 ? [element('p', { class: 'also' }, 'and in ', element('code', {}, file.path))] : []),
      diff(file),
    ]),
  )
}

/** A sentence in which code stands between backticks. */
function prose(text: string): Node[] {
  return text
    .split(/`([^`]*)`/)
    .map((part, index) => (index % 2 === 1 ? element('code', {}, part) : document.createTextNode(part)))
}

function diff({ path, hunks }: FileChange): HTMLElement {
  const isOneSided = hunks.every(rows => rows.every(({ after, isChange }) => after === undefined && !isChange))
  const heading = (...names: string[]) =>
    element('thead', {}, element('tr', {}, ...names.map(name => element('th', { scope: 'col' }, name))))
  const body = element('tbody')
  for (const [index, rows] of hunks.entries()) {
    if (index > 0) body.append(element('tr', { class: 'gap' }, element('td', { colspan: isOneSided ? '2' : '4' }, '⋯')))
    for (const row of rows) body.append(isOneSided ? element('tr', {}, ...cells(row.before, '')) : sideBySide(row))
  }
  const widths = isOneSided ? ['number', 'code'] : ['number', 'code', 'number', 'code']
  return element(
    'table',
    { class: isOneSided ? 'diff plain' : 'diff', 'aria-label': `${isOneSided ? 'Lines' : 'Change'} of ${path}` },
    element('colgroup', {}, ...widths.map(name => element('col', { class: name }))),
    isOneSided ? heading('Line', 'Code') : heading('Line', 'Before', 'Line', 'After'),
    body,
  )
}

function sideBySide({ before, after, isChange }: Row): HTMLElement {
  const kind = (side: Side | undefined, change: string) => (side ? (isChange ? change : '') : 'none')
  return element('tr', {}, ...cells(before, kind(before, 'removed')), ...cells(after, kind(after, 'added')))
}

function cells(side: Side | undefined, kind: string): HTMLElement[] {
  const code = element('td', { class: `code ${kind}` })
  for (const [text, name, isChanged] of side?.pieces ?? []) {
    const names = [name && `py-${name}`, isChanged && 'changed'].filter(Boolean).join(' ')
    code.append(names ? element('span', { class: names }, text) : text)
  }
  return [element('td', { class: `number ${kind}` }, side ? `${side.line}` : ''), code]
}
