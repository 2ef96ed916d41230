import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { newSetId, SET_LABEL, volumeOf } from '../../infra/testing/engine.ts';
import { imageNames } from '../../infra/testing/images.ts';
import { eventually } from '../eventually.ts';
import { theServers } from './set.ts';

const guard = join(import.meta.dirname, '..', '..', 'infra', 'testing', 'container-watchdog.ts');

/** Nothing stays in the engine. */
export function containersAreRemoved(): void {
  it('the containers, the network and the volumes of a process that is killed are removed', async () => {
    const { docker } = await theServers();
    const set = newSetId();
    const body = `import { guardContainers } from ${JSON.stringify(guard)};
        guardContainers(${JSON.stringify(set)}); setInterval(() => {}, 1000); console.log('guarded');`;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', body], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(owner.stdout, 'data');
    await docker.createNetwork({ Name: set, Labels: { [SET_LABEL]: set } });
    const container = await docker.createContainer({
      Image: imageNames().temporal,
      Entrypoint: ['sleep', '600'],
      Labels: { [SET_LABEL]: set },
      HostConfig: { NetworkMode: set, Binds: [`${volumeOf(set, 'temporal')}:/home/temporal`] },
    });
    await container.start();
    await container.pause();

    const left = async () => [
      ...(await docker.listContainers({ all: true, filters: { label: [`${SET_LABEL}=${set}`] } })),
      ...(await docker.listNetworks({ filters: { name: [set] } })),
      ...((await docker.listVolumes({ filters: { name: [set] } })).Volumes ?? []),
    ];
    expect(await left()).toHaveLength(3);
    owner.kill('SIGKILL');
    await eventually(async () => (await left()).length === 0);
  });
}
