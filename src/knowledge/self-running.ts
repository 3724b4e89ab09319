/**
 * Packages whose coroutine functions, called where no loop runs, run to their ends by themselves: they wrap them when they are
 * imported. https://docs.telethon.dev/en/stable/concepts/asyncio.html https://docs.pyrogram.org/topics/synchronous
 */
export const selfRunning: ReadonlySet<string> = new Set(['hydrogram', 'pyrogram', 'telethon'])
