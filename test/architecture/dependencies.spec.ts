import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';

interface Locked {
  readonly version: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  readonly link?: boolean;
}

/**
 * Packages that would run a program when they are installed, were that not off (.npmrc), and what it does. A new one is to be
 * looked at before it is here.
 */
const WITH_INSTALL_SCRIPTS = {
  'node_modules/@scarf/scarf': 'reports each installation of swagger-ui-dist to its maker',
  'node_modules/@grpc/proto-loader/node_modules/protobufjs': 'compares versions, and warns',
  'node_modules/@grpc/reflection/node_modules/protobufjs': 'compares versions, and warns',
  'node_modules/grpc-health-check/node_modules/protobufjs': 'compares versions, and warns',
};
const EXACT = /^\d+\.\d+\.\d+$/;

const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
};
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};
const locked = Object.entries(packages).filter(([path, { link }]) => path.startsWith('node_modules/') && !link);

describe('the packages that are installed', () => {
  it('run no program when they are', () => {
    expect(readFileSync('.npmrc', 'utf8')).toMatch(/^ignore-scripts=true$/m);
  });

  it('that production needs and that would run one are known', () => {
    const paths = locked.filter(([, { hasInstallScript, dev }]) => hasInstallScript && !dev).map(([path]) => path);
    expect(paths.toSorted()).toEqual(Object.keys(WITH_INSTALL_SCRIPTS).toSorted());
  });

  it('are the ones that were looked at: each has a checksum, and each production dependency one version', () => {
    expect(locked.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([path]) => path)).toEqual([]);
    for (const [name, version] of Object.entries(dependencies)) {
      expect([name, version]).toEqual([name, expect.stringMatching(EXACT)]);
      expect([name, packages[`node_modules/${name}`]?.version]).toEqual([name, version]);
    }
  });

  it('are in docs/security.md, with their versions, as far as production names them', () => {
    const rows = [
      ...readFileSync('docs/security.md', 'utf8').matchAll(
        /^\| ([@\w./-]+) +\| ([\d.]+) +\| (\S.*?) +\| (\S.*?) +\|$/gm,
      ),
    ];
    expect(rows.map(([, name, version]) => `${name} ${version}`).toSorted()).toEqual(
      Object.entries(dependencies)
        .map(([name, version]) => `${name} ${version}`)
        .toSorted(),
    );
  });
});
