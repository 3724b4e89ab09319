import type { Browser } from 'playwright-core'

/** Whether the package's browser is made for this machine. */
export const isBrowserMadeForHere: boolean

export function openBrowser(): Promise<Browser>
