import {
  chmodSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import lock from '../../package-lock.json' with { type: 'json' }
import { Sandbox, SLEEPY } from './sandbox.ts'
import { tamperWith } from './tampering.ts'

const sandbox = new Sandbox()
const { aiomend, git, read, write } = sandbox
const inFolder = (name: string) => path.join(sandbox.folder, name)

describe('a repository from anybody', () => {
  /** A program that leaves a mark, and passes on what it reads. */
  const program = (name: string): string => {
    const file = write(`.git/programs/${name}`, `#!/bin/sh\necho ${name} >> "${inFolder('.git/marks')}"\ncat\n`)
    chmodSync(file, 0o755)
    return file
  }
  const marks = () => (existsSync(inFolder('.git/marks')) ? read('.git/marks') : '')

  test.skipIf(process.platform === 'win32')('runs no program that its configuration of git names', () => {
    git('init', '-q')
    write('jobs.py', SLEEPY)
    write('other.py', `${SLEEPY}# other\n`)
    write('.gitattributes', '*.py filter=own diff=own\n')
    git('add', '.')
    git('commit', '-qm', 'Work')
    for (const hook of ['post-index-change', 'post-checkout']) {
      write(`.git/hooks/${hook}`, read(path.relative(sandbox.folder, program(hook))))
      chmodSync(inFolder(`.git/hooks/${hook}`), 0o755)
    }
    write(
      '.git/included',
      `[filter "own"]\n\tclean = ${program('clean')}\n\tsmudge = ${program('smudge')}\n\trequired\n`,
    )
    const settings = {
      'include.path': inFolder('.git/included'),
      'core.fsmonitor': program('fsmonitor'),
      'core.editor': program('editor'),
      'core.sshCommand': program('ssh'),
      'diff.external': program('external'),
      'diff.own.command': program('command'),
      'diff.own.textconv': program('textconv'),
      'remote.origin.url': 'ssh://nowhere.invalid/pages',
      'remote.origin.promisor': 'true',
      'remote.origin.partialCloneFilter': 'blob:none',
    }
    for (const [name, value] of Object.entries(settings)) git('config', name, value)
    write('jobs.py', `${SLEEPY}# more\n`)
    write('other.py', `${SLEEPY}# another\n`)
    const blob = git('rev-parse', 'HEAD:other.py').trim()
    rmSync(inFolder(`.git/objects/${blob.slice(0, 2)}/${blob.slice(2)}`))
    rmSync(inFolder('.git/marks'), { force: true })
    for (const args of [
      'check',
      'diff',
      'check --since HEAD',
      'suggest --base HEAD --dry-run',
      'fix --commit-per rule',
    ])
      aiomend(args.split(' '))
    aiomend(['fix', '-q', '--interactive'], { input: 'e\nq\n', env: { EDITOR: 'true', GIT_EDITOR: undefined } })
    expect(marks()).toBe('')
    git('status')
    expect(marks()).toContain('fsmonitor')
  })

  test('answers from no cache that it brings, unless that is named', () => {
    write('jobs.py', SLEEPY)
    for (const folder of ['.aiomend_cache', 'named']) {
      const inCache = ['check', '--format', 'json', ...(folder === 'named' ? ['--cache-dir', 'named'] : [])]
      aiomend(inCache)
      cpSync(inFolder(folder), inFolder('unpacked'), { recursive: true, preserveTimestamps: true })
      rmSync(inFolder(folder), { recursive: true })
      renameSync(inFolder('unpacked'), inFolder(folder))
      const { ino, ctimeNs } = statSync(inFolder(`${folder}/seal`), { bigint: true, throwIfNoEntry: false }) ?? {}
      for (const mark of ['named', '', 'undefined', ...(folder === 'named' ? [] : [`${ino} ${ctimeNs}`])]) {
        for (const name of readdirSync(inFolder(folder)).filter(each => each.endsWith('.json'))) {
          tamperWith(inFolder(`${folder}/${name}`), mark)
        }
        // Only what was made here can know the seal.
        const isTrusted = folder === 'named' ? mark === 'named' : mark === `${ino} ${ctimeNs}`
        expect(aiomend(inCache).stdout.includes('was kept')).toBe(isTrusted)
      }
    }
  })

  test('writes nothing through links in the place of what aiomend keeps', () => {
    write('jobs.py', SLEEPY)
    write('elsewhere/profile', 'mine\n')
    write('.aiomend_cache/x', '')
    symlinkSync('../elsewhere/profile', inFolder('.aiomend_cache/.gitignore'))
    aiomend(['check'])
    expect(readdirSync(inFolder('.aiomend_cache'))).toContain('seal')
    rmSync(inFolder('.aiomend_cache'), { recursive: true })
    symlinkSync('elsewhere', inFolder('.aiomend_cache'))
    aiomend(['check'])
    expect([readdirSync(inFolder('elsewhere')), read('elsewhere/profile')]).toEqual([['profile'], 'mine\n'])
  })

  test('makes fix write only what the command line names, whatever its configuration says', () => {
    write('project/pyproject.toml', '[tool.aiomend]\nsrc = ["../lib"]\nvenv = "../lib"\nunsafe-fixes = true\n')
    write('project/jobs.py', 'import pages\n\n\nasync def save():\n    pass\n\n\ndef store():\n    save()\n')
    write('project/main.py', 'from jobs import store\n\n\nasync def main():\n    store()\n')
    write('lib/pages.py', `${SLEEPY}\n\nfrom jobs import store\n\n\nasync def page():\n    store()\n`)
    write('lib/lib/python3.12/site-packages/pages.py', SLEEPY)
    const before = read('lib/pages.py')
    aiomend(['fix', '--unsafe'], { from: 'project' })
    expect([read('lib/pages.py'), read('lib/lib/python3.12/site-packages/pages.py')]).toEqual([before, SLEEPY])
    expect(readdirSync(inFolder('lib'))).toEqual(['lib', 'pages.py'])
    for (const key of ['cache-dir', 'backup-dir', 'baseline', 'output-file']) {
      write('project/pyproject.toml', `[tool.aiomend]\n${key} = "../lib"\n`)
      expect(aiomend(['check'], { from: 'project' }).stderr).toContain(`unknown key \`${key}\``)
    }
  })

  test('is not run and not imported', () => {
    const mark = `open(${JSON.stringify(inFolder('marks'))}, "w")\n`
    for (const name of [
      'setup.py',
      'conftest.py',
      'sitecustomize.py',
      'jobs.py',
      '.venv/lib/python3.12/site-packages/x.pth',
    ])
      write(name, name.endsWith('.pth') ? `import os; ${mark}` : `${mark}${SLEEPY}`)
    write('.venv/pyvenv.cfg', '')
    write('test_jobs.py', 'import pytest\n\nasync def test_jobs():\n    pass\n')
    aiomend(['fix', '--unsafe', '--select', 'ALL'])
    expect(existsSync(inFolder('marks'))).toBe(false)
  })

  test('steers no terminal by the names of its files or their text', () => {
    const name = 'jobs\u001b[2J\r\u0007.py'
    write(name, `import time\n\n\nasync def work():\n    time.sleep(1)  # \u001b]0;x\u0007 \u202e\n`)
    write('old.py', 'print "\u001b[2J"\n')
    write('pyproject.toml', '[tool.aiomend]\n"\u001b[2J" = 1\n')
    const runs = [['check'], ['check', '--config', 'pyproject.toml', name], ['explain', '\u001b[2J'], ['--\u001b[2J']]
    rmSync(inFolder('.aiomend_cache'), { recursive: true, force: true })
    const bad = runs.map(args => aiomend(args))
    write('pyproject.toml', '')
    const good = [
      ['check'],
      ['check', '--statistics'],
      ['fix', '--interactive'],
      ['fix'],
      ['undo', '--dry-run'],
      ['undo'],
    ]
    for (const { stdout, stderr } of [...bad, ...good.map(args => aiomend(args, { input: 'n\n' }))])
      expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n\t]|\u202e/u)
  })
})

test('no package that is installed with aiomend needs an install script', () => {
  const needed = Object.entries(
    lock.packages as Record<string, { dev?: true; hasInstallScript?: true; integrity?: string }>,
  )
  const own = needed.filter(([name, { dev }]) => name !== '' && !dev)
  expect(own.length).toBeGreaterThan(5)
  expect(own.filter(([, { hasInstallScript }]) => hasInstallScript)).toEqual([])
  expect(own.filter(([, { integrity }]) => !integrity)).toEqual([])
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
  expect(Object.keys(scripts).filter(name => /^(pre|post)?install$/.test(name))).toEqual([])
})
