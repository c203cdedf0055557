import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** The version that is fetched. Older ones than 0.49 cannot do all that is asked of them. */
const version = '0.49.2'
const program = process.platform === 'win32' ? 'bicep.exe' : 'bicep'

export const noCompiler =
  'There is no Bicep compiler of version 0.49 or later on the path, in ~/.azure/bin or in ~/.azd/bin, and dotnet, which could fetch one, did not.'

/**
 * The path of Bicep's compiler as its users have it: on the path, from the Azure CLI, from azd, or fetched before. Undefined
 * where there is none that is new enough.
 */
export function findCompiler(): string | undefined {
  return [
    ...(process.env.PATH ?? '').split(delimiter),
    join(homedir(), '.azure/bin'),
    join(homedir(), '.azd/bin'),
    join(process.env.NUGET_PACKAGES ?? join(homedir(), '.nuget/packages'), packageName(), version, 'tools')
  ]
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path) && isNewEnough(path))
}

/** Fetches the compiler from NuGet into the user's cache of packages, and gives its path; undefined where dotnet cannot. */
export function fetchCompiler(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'bicep-'))
  const project = join(folder, 'bicep.csproj')
  writeFileSync(
    project,
    `<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>netstandard2.0</TargetFramework></PropertyGroup><ItemGroup><PackageReference Include="${packageName()}" Version="${version}" /></ItemGroup></Project>`
  )
  spawnSync('dotnet', ['restore', project], { stdio: 'ignore' })
  rmSync(folder, { recursive: true, force: true })
  return findCompiler()
}

function packageName(): string {
  const system = { darwin: 'osx', win32: 'win' }[process.platform as string] ?? 'linux'
  return `azure.bicep.commandline.${system}-${process.arch}`
}

function isNewEnough(path: string): boolean {
  // NuGet keeps no permissions.
  if (path.includes(packageName())) chmodSync(path, 0o755)
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' })
  const [, major = 0, minor = 0] = /version (\d+)\.(\d+)\./.exec(stdout ?? '') ?? []
  return Number(major) > 0 || Number(minor) >= 49
}
