import { expect, it, jest } from '@jest/globals';

/** Of what a start costs, all but a tenth is the loading of modules. So some are not loaded before they are needed. */
function forbid(name: string): void {
  jest.unstable_mockModule(name, () => {
    throw new Error(`${name} is loaded`);
  });
}

it.each(['logic', 'comet', 'job'])('a configuration of %s that is refused has Nest not loaded', async (app) => {
  for (const name of ['@nestjs/common', '@nestjs/config', 'rxjs']) forbid(name);
  await import('#lifecycle');
  await import('#bus');
  await expect(import(`../../apps/${app}/src/config/check.ts`)).resolves.toBeDefined();
});

it('the ports of the history have TypeORM not loaded', async () => {
  jest.resetModules();
  for (const name of ['@nestjs/common', '@nestjs/config', 'rxjs']) jest.unstable_unmockModule(name);
  forbid('typeorm');
  await expect(import('#history')).resolves.toBeDefined();
});
