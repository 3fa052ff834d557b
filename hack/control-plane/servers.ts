import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import type { RequestOptions } from 'node:https';
import { join, resolve } from 'node:path';
import { AUTHORITY, writeCertificates } from './certificates.ts';
import { Child } from './child.ts';
import { writeKubeconfigs } from './kubeconfig.ts';
import { freePorts, isFree } from './port.ts';
import { untilReady } from './readiness.ts';
import { IDENTITIES } from './role.ts';
import { apiServerFlags, etcdFlags, writeAuditPolicy, type Ports } from './server-flags.ts';
import { apiServerBinary, layoutOf, type Layout, type Spec } from './spec.ts';
import { writeState, type State } from './state.ts';
import { timeouts } from './timeouts.ts';

/** The two servers of one instance: etcd, and the API server in front of it. Lives in the supervisor. */
export class Servers {
  readonly #spec: Spec;
  readonly #layout: Layout;
  readonly #attach = process.env['KUBEBUILDER_ATTACH_CONTROL_PLANE_OUTPUT'] === 'true';
  readonly #timeouts = timeouts();
  #state: State;
  #isStopping = false;
  #etcd: Child | undefined;
  #apiServer: Child | undefined;

  constructor(folder: string, state: State) {
    this.#layout = layoutOf(folder);
    this.#state = state;
    this.#spec = state.spec;
  }

  /** Starts both, on ports kept from an earlier run or on free ones, and answers the state when the API is ready for use. */
  async start(): Promise<State> {
    this.#linkBinaries();
    if (this.#state.ports !== undefined) return this.#startOn(this.#state.ports);
    mkdirSync(this.#layout.certificates, { mode: 0o700 });
    await writeCertificates(this.#layout.certificates, IDENTITIES);
    for (let attempt = 1; ; attempt++) {
      const [apiServer = 0, etcd = 0, etcdPeer = 0] = await freePorts(3);
      const ports = { apiServer, etcd, etcdPeer };
      try {
        return await this.#startOn(ports);
      } catch (error) {
        await this.#stopChildren();
        const free = await Promise.all(Object.values(ports).map(isFree));
        // Only where another process took a port between choice and use is it worth trying others.
        if (this.#isStopping || attempt === 5 || free.every(Boolean)) throw error;
        rmSync(this.#layout.etcdData, { recursive: true, force: true });
      }
    }
  }

  /** Ends the API server first: it never exits once its etcd is gone. Nothing can be started afterwards. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#stopChildren();
  }

  async #stopChildren(): Promise<void> {
    await this.#apiServer?.stop(this.#timeouts.stop);
    await this.#etcd?.stop(this.#timeouts.stop);
  }

  async killApiServer(): Promise<void> {
    await this.#apiServer?.kill();
  }

  /** Starts the API server again, on the same port, certificates and etcd, after stopping it if it still runs. */
  async restartApiServer(): Promise<State> {
    await this.#apiServer?.stop(this.#timeouts.stop);
    if (this.#state.ports === undefined) throw new Error('the control plane has never run');
    await this.#startApiServer(this.#state.ports);
    return this.#state;
  }

  #linkBinaries(): void {
    const { bin } = this.#layout;
    rmSync(bin, { recursive: true, force: true });
    mkdirSync(bin, { mode: 0o700 });
    for (const [name, path] of Object.entries(this.#spec.binaries)) symlinkSync(resolve(path), join(bin, name));
  }

  async #startOn(ports: Ports): Promise<State> {
    const url = `https://127.0.0.1:${ports.apiServer}`;
    const kubeconfig = writeKubeconfigs(this.#layout.folder, this.#layout.certificates, url);
    this.#etcd = this.#spawn('etcd', etcdFlags(this.#layout, ports), this.#layout.etcdOutput);
    this.#tell({ ports, url, kubeconfig, ...(this.#etcd.pid === undefined ? {} : { etcdPid: this.#etcd.pid }) });
    const etcd = { name: 'etcd', urls: [`http://127.0.0.1:${ports.etcd}/health`] };
    await untilReady(this.#etcd, etcd, this.#timeouts.start);
    await this.#startApiServer(ports);
    this.#tell({ phase: 'running' });
    return this.#state;
  }

  async #startApiServer(ports: Ports): Promise<void> {
    if (this.#spec.auditLog) writeAuditPolicy(this.#layout);
    const binary = apiServerBinary(this.#spec.flavor);
    const flags = apiServerFlags(this.#layout, ports, this.#spec);
    const server = this.#spawn(binary, flags, this.#layout.apiServerOutput);
    this.#apiServer = server;
    this.#tell(server.pid === undefined ? {} : { apiServerPid: server.pid });
    // The namespace is made by the API server itself, a moment after it calls itself ready; most commands need it.
    const urls = ['/readyz', '/api/v1/namespaces/default'].map((path) => `https://127.0.0.1:${ports.apiServer}${path}`);
    await untilReady(server, { name: binary, urls, tls: this.#adminTls() }, this.#timeouts.start);
  }

  #spawn(binary: string, flags: string[], output: string): Child {
    if (this.#isStopping) throw new Error('the control plane is being stopped');
    return new Child(join(this.#layout.bin, binary), flags, { cwd: this.#layout.folder, output, attach: this.#attach });
  }

  #adminTls(): RequestOptions {
    const read = (file: string): Buffer => readFileSync(join(this.#layout.certificates, file));
    return { ca: read(AUTHORITY), cert: read('admin.crt'), key: read('admin.key') };
  }

  #tell(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change };
    writeState(this.#layout.folder, this.#state);
  }
}
