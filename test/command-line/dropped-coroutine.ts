import { beforeEach } from 'vitest'
import { Sandbox } from './sandbox.ts'

/** A project in which a coroutine is dropped. */
export const BEFORE: Readonly<Record<string, string>> = {
  'app/jobs.py': 'from app.disk import save\n\n\ndef store(job):\n    save(job)\n',
  'app/disk.py': 'async def save(job):\n    return job\n',
  'main.py': 'from app.jobs import store\n\nif __name__ == "__main__":\n    store(1)\n',
  'web/page.py': 'from app import jobs\n\n\nasync def page():\n    jobs.store(2)\n',
}
/** The same once it is awaited, which changes three of the four files. */
export const AFTER: Readonly<Record<string, string>> = {
  ...BEFORE,
  'app/jobs.py': 'from app.disk import save\n\n\nasync def store(job):\n    await save(job)\n',
  'main.py': 'import asyncio\n\nfrom app.jobs import store\n\nif __name__ == "__main__":\n    asyncio.run(store(1))\n',
  'web/page.py': 'from app import jobs\n\n\nasync def page():\n    await jobs.store(2)\n',
}

/** Why the function that drops the coroutine cannot become one. */
export const cannot = (reason: string) =>
  `\`store\` is called by the coroutine \`page\` while its loop runs, and it cannot become \`async def\`: ${reason}`

/** A sandbox that holds the project at first. */
export class DroppedCoroutine extends Sandbox {
  constructor() {
    super()
    beforeEach(() => {
      this.write('pyproject.toml', '')
      for (const [name, text] of Object.entries(BEFORE)) this.write(name, text)
    })
  }

  readonly all = () => Object.fromEntries(Object.keys(BEFORE).map(name => [name, this.read(name)]))
  readonly refusal = (...args: string[]) =>
    /not fixed: (.*)\./.exec(this.aiomend(['check', '--unsafe', ...args]).stdout)?.[1]
}
