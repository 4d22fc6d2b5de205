/** The package as npm would publish it, in a folder where nothing else of the clone is. */
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export interface InstalledPackage extends AsyncDisposable {
  /** An empty project that depends on Parley. */
  readonly folder: string
  /** What is in the package, sorted, e.g. `dist/app.js`. */
  readonly files: readonly string[]
  /** Runs a program in the project to its end, without the settings of this process. Rejects with what it printed when it fails. */
  run(program: string, args: readonly string[]): Promise<string>
}

const root = fileURLToPath(new URL('../../', import.meta.url))
const runFile = promisify(execFile)
const left = /^(node_modules|dist|\.git|\.parley)$/

/**
 * Packs a copy of the clone, without a `dist`, and unpacks it where npm would install it. Its dependencies, and no
 * other package, are links to those of the clone: npm cannot install them without a network.
 */
export const installPackage = async (): Promise<InstalledPackage> => {
  const base = await mkdtemp(join(tmpdir(), 'parley-package-'))
  const clone = join(base, 'clone')
  const folder = join(base, 'project')
  const modules = join(folder, 'node_modules')
  const home = join(modules, 'parley')
  const env = {
    PATH: process.env.PATH,
    HOME: base,
    NPM_CONFIG_OFFLINE: 'true',
    NPM_CONFIG_UPDATE_NOTIFIER: 'false',
  }

  await cp(root, clone, { recursive: true, filter: (path) => !left.test(relative(root, path)) })
  await symlink(join(root, 'node_modules'), join(clone, 'node_modules'))
  await runFile('npm', ['pack', '--pack-destination', base], { cwd: clone, env })
  const [tarball = ''] = (await readdir(base)).filter((name) => name.endsWith('.tgz'))
  await rm(clone, { recursive: true })
  await mkdir(join(modules, '.bin'), { recursive: true })
  await mkdir(home)
  await runFile('tar', ['-xzf', join(base, tarball), '-C', home, '--strip-components=1'])
  await symlink('../parley/bin/parley.js', join(modules, '.bin/parley'))

  const { dependencies } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  for (const name of Object.keys(dependencies)) {
    await mkdir(dirname(join(modules, name)), { recursive: true })
    await symlink(join(root, 'node_modules', name), join(modules, name))
  }
  const entries = await readdir(home, { recursive: true, withFileTypes: true })
  return {
    folder,
    files: entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(home, join(entry.parentPath, entry.name)))
      .sort(),
    run: async (program, args) => {
      try {
        return (await runFile(program, args, { cwd: folder, env })).stdout
      } catch (error) {
        const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string }
        throw new Error(`${program} failed:
${stdout}${stderr}`)
      }
    },
    [Symbol.asyncDispose]: () => rm(base, { recursive: true, force: true }),
  }
}
