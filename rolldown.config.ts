import path from 'node:path';
import { defineConfig, type Plugin } from 'rolldown';

const MODULES = path.resolve(import.meta.dirname, 'node_modules');
const CLIENT = path.join(MODULES, '@kubernetes/client-node/dist');
const UNDICI = path.join(MODULES, 'undici/lib');

/**
 * What the bundle has instead of a package, or of a file of the Kubernetes client: only what this program calls, since all
 * that is loaded stays in memory. Whatever else is asked for fails the build.
 */
const STAND_INS: Readonly<Record<string, string>> = {
  // The client's configuration. The base class of the operator makes a CoreV1Api, and nobody calls it.
  '@kubernetes/client-node': `
    export * from '${CLIENT}/config.js';
    export class CoreV1Api {}`,
  // The generated API, 5 MB: `KubeConfig.makeApiClient` takes these, which only that CoreV1Api is given.
  './gen/index.js': `
    export const createConfiguration = () => ({});
    export class ServerConfiguration {}`,
  // Connections, without fetch, WebSocket, caches and mocks.
  undici: `
    import Dispatcher from '${UNDICI}/dispatcher/dispatcher.js';
    import api from '${UNDICI}/api/index.js';
    export { default as Agent } from '${UNDICI}/dispatcher/agent.js';
    export { default as ProxyAgent } from '${UNDICI}/dispatcher/proxy-agent.js';
    export { default as Socks5ProxyAgent } from '${UNDICI}/dispatcher/socks5-proxy-agent.js';
    Object.assign(Dispatcher.prototype, api);`,
  // The base class makes a queue of events, and sends its requests where ours are not: every method that would is overridden.
  async: `export { default as queue } from '${MODULES}/async/queue.js';`,
  gaxios: 'export const instance = undefined;',
};
const STANDS_IN = '\0stands-in:';

const lean: Plugin = {
  name: 'lean',
  resolveId(source, importer) {
    const meant = source in STAND_INS && (!source.startsWith('.') || path.dirname(importer ?? '') === CLIENT);
    return meant ? `${STANDS_IN}${source}` : undefined;
  },
  load(id) {
    const code = id.startsWith(STANDS_IN) ? STAND_INS[id.slice(STANDS_IN.length)] : undefined;
    return code === undefined ? undefined : { code, moduleType: 'js' };
  },
  /** One character beyond Latin-1 makes V8 keep all of a file with two bytes a character. */
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type === 'chunk') file.code = file.code.replaceAll(/[\u0080-\uffff]/g, escaped);
    }
  },
};

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

// Two programs that need nothing beside them but Node.js and the package.json that makes .js mean ESM.
export default defineConfig({
  input: { main: 'src/main.ts', stagegate: 'src/cli/main.ts' },
  platform: 'node',
  plugins: [lean],
  output: {
    dir: 'dist',
    format: 'esm',
    cleanDir: true,
    chunkFileNames: '[name].js',
    // A third of the size; names stay, because stack traces and the names of errors are read.
    minify: { compress: true, mangle: false, codegen: true },
  },
});
