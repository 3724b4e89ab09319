/// <reference lib="dom" />
import type { Listed } from '../protocol.ts'
import type { Choices, Decision } from './choices.ts'
import { byId, counted } from './dom.ts'

/** Shows how far the review has come, and what there is to do with it. */
export function drawProgress(
  all: readonly Listed[],
  shown: readonly Listed[],
  choices: Choices,
  isBusy: boolean,
): void {
  const fixes = fixesOf(all)
  const count = (decision: Decision | undefined) => fixes.filter(({ id }) => choices.of(id) === decision).length
  const [accepted, rejected, open] = [count('accepted'), count('rejected'), count(undefined)]
  const byHand = all.length - fixes.length
  const parts = [said(accepted, 'accepted'), said(rejected, 'rejected'), said(open, 'to decide')]
  if (byHand > 0) parts.push(said(byHand, 'by hand'))
  byId('totals').textContent = parts.join(', ')
  const share = (part: number) => `${fixes.length > 0 ? (100 * part) / fixes.length : 0}%`
  byId('meter-accepted').style.width = share(accepted)
  byId('meter-rejected').style.width = share(rejected)
  const apply = byId<HTMLButtonElement>('apply')
  apply.textContent = isBusy ? 'Applying…' : accepted > 0 ? `Apply ${counted(accepted, 'fix', 'fixes')}` : 'Apply'
  apply.disabled = accepted === 0 || isBusy
  byId<HTMLButtonElement>('undo').disabled = !choices.canUndo()
  const whole = counted(all.length, 'finding', 'findings')
  byId('shown').textContent = shown.length === all.length ? whole : `${shown.length.toLocaleString('en')} of ${whole}`
  const isFixable = fixesOf(shown).length > 0
  for (const id of ['accept-shown', 'reject-shown']) byId<HTMLButtonElement>(id).disabled = !isFixable
}

export function fixesOf(findings: readonly Listed[]): Listed[] {
  return findings.filter(({ safety }) => safety !== 'manual')
}

function said(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}`
}
