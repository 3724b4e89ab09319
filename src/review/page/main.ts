/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { Listed, Listing } from '../protocol.ts'
import { api, stayAlive } from './api.ts'
import { card, fileHeading, fill, mark } from './cards.ts'
import { type Decision, type Filter, isShown, choices as newChoices } from './choices.ts'
import { knownDetails } from './details.ts'
import { byId, counted } from './dom.ts'
import { type Entry, entriesOf } from './entries.ts'
import { filters } from './filters.ts'
import { listenForKeys } from './keys.ts'
import { longList } from './list.ts'
import { attempt as attemptOr, hush, say } from './notice.ts'
import { drawProgress, fixesOf } from './progress.ts'

const choices = newChoices()
let listing: Listing = { folder: '', pitfalls: {}, findings: [] }
let filter: Filter = {}
let shown: readonly Listed[] = []
let current: string | undefined

const list = longList<Entry>(
  byId('list'),
  ({ path, finding }) => {
    if (!finding) {
      const here = shown.filter(each => each.path === path)
      return fileHeading(path, here.length, fixesOf(here).length, { decide, decideFile })
    }
    const pitfall = listing.pitfalls[finding.pitfall]
    const node = card(finding, pitfall, { decide, decideFile })
    node.addEventListener('focusin', () => setCurrent(finding.id))
    mark(node, choices.of(finding.id), current === finding.id)
    const known = details.of(finding.id)
    if (known) fill(node, known, pitfall)
    else details.want(finding.id)
    return node
  },
  ({ path }) => {
    byId('path').textContent = path
  },
)

const details = knownDetails(
  work => attempt(work),
  id => list.isDrawn(id),
  () =>
    list.each(({ finding }, node) => {
      const known = finding && details.of(finding.id)
      if (known) fill(node, known, listing.pitfalls[finding.pitfall])
    }),
)

function decide(finding: Listed, decision: Decision | undefined): void {
  choices.decide(finding.id, choices.of(finding.id) === decision ? undefined : decision)
  draw()
}

function decideAll(findings: readonly Listed[], decision: Decision): void {
  choices.decideAll(findings, decision)
  draw()
}

function decideFile(path: string, decision: Decision): void {
  decideAll(
    shown.filter(each => each.path === path),
    decision,
  )
}

function setCurrent(id: string | undefined): void {
  current = id
  list.each(({ finding }, node) => finding && mark(node, choices.of(finding.id), finding.id === current))
}

/** Goes on by some findings, and shows where that is. */
function move(by: number): void {
  const at = shown.findIndex(({ id }) => id === current)
  const next = shown[at < 0 ? 0 : Math.min(shown.length - 1, Math.max(0, at + by))]
  if (!next) return
  setCurrent(next.id)
  list.reveal(next.id)?.focus({ preventScroll: true })
}

/** Shows what the filter lets through. */
function show(next: Filter): void {
  filter = next
  shown = listing.findings.filter(finding => isShown(finding, filter))
  if (!shown.some(({ id }) => id === current)) current = undefined
  list.show(entriesOf(shown, JSON.stringify(filter)))
  draw()
}

/** Brings all that depends on the decisions up to date. */
function draw(): void {
  drawProgress(listing.findings, shown, choices, isBusy)
  const focused = document.activeElement?.id
  byId('filters').replaceChildren(...filters(listing.findings, filter, choices, { choose: show, decideAll }))
  // What had the focus was drawn anew.
  if (focused && byId('filters').querySelector(`#${CSS.escape(focused)}`)) byId(focused).focus({ preventScroll: true })
  list.each(({ finding }, node) => finding && mark(node, choices.of(finding.id), finding.id === current))
}

function take(next: Listing): void {
  listing = next
  list.clear()
  details.clear()
  byId('folder').textContent = listing.folder
  document.title = `aiomend review: ${listing.folder}`
  const known = new Set(listing.findings.map(({ id }) => id))
  choices.forget(id => !known.has(id))
  show(filter)
}

let isBusy = false

const attempt = (work: () => Promise<void>) => attemptOr(work, paths => attempt(() => readAgain(new Set(paths))))

async function readAgain(changed: ReadonlySet<string>): Promise<void> {
  const stale = new Set(listing.findings.filter(({ path }) => changed.has(path)).map(({ id }) => id))
  take(await api.refresh())
  choices.forget(id => stale.has(id))
  hush()
  draw()
}

async function apply(): Promise<void> {
  const ids = fixesOf(listing.findings).flatMap(({ id }) => (choices.of(id) === 'accepted' ? [id] : []))
  if (ids.length === 0 || isBusy) return
  isBusy = true
  draw()
  await attempt(async () => {
    const { fixed, written, left } = await api.apply(ids)
    choices.forget((_, decision) => decision === 'accepted')
    take(await api.list())
    const rest =
      left.length > 0 ? ` ${counted(left.length, 'fix', 'fixes')} did not go with the others: look again.` : ''
    say('good', `${counted(fixed, 'fix', 'fixes')} written to ${counted(written.length, 'file', 'files')}.${rest}`)
  })
  isBusy = false
  draw()
}

async function finish(): Promise<void> {
  await attempt(async () => {
    await api.done()
    document.body.className = 'over'
    say('good', 'The review has ended. You can close this page.')
  })
}

function onCurrent(act: (finding: Listed) => void): () => void {
  return () => {
    const finding = shown.find(({ id }) => id === current)
    if (finding) act(finding)
  }
}

const judge = (decision: Decision) =>
  onCurrent(finding => {
    if (finding.safety !== 'manual') choices.decide(finding.id, decision)
    draw()
    move(1)
  })
const judgeLike = (key: 'path' | 'pitfall', decision: Decision) =>
  onCurrent(finding =>
    decideAll(
      shown.filter(each => each[key] === finding[key]),
      decision,
    ),
  )

function undo(): void {
  choices.undo()
  draw()
}

const help = byId<HTMLDialogElement>('help')
listenForKeys({
  j: () => move(1),
  k: () => move(-1),
  a: judge('accepted'),
  r: judge('rejected'),
  f: judgeLike('path', 'accepted'),
  F: judgeLike('path', 'rejected'),
  p: judgeLike('pitfall', 'accepted'),
  P: judgeLike('pitfall', 'rejected'),
  c: onCurrent(finding => decide(finding, undefined)),
  u: undo,
  '?': () => help.showModal(),
  'Control+Enter': apply,
})
byId('help-button').addEventListener('click', () => help.showModal())
byId('undo').addEventListener('click', undo)
byId('apply').addEventListener('click', apply)
byId('done').addEventListener('click', finish)
byId('accept-shown').addEventListener('click', () => decideAll(shown, 'accepted'))
byId('reject-shown').addEventListener('click', () => decideAll(shown, 'rejected'))
stayAlive()
attempt(async () => take(await api.list()))
