import type { ControlPlaneClient } from './control-plane.ts';
import { roles } from './role.ts';
import { layoutOf } from './spec.ts';
import { instanceFolder } from './state.ts';

/** Shell lines that point kubectl and other tools at a control plane; one variable per role's kubeconfig. */
export function shellExports(controlPlane: ControlPlaneClient): string {
  const layout = layoutOf(instanceFolder(controlPlane.name));
  const perRole = roles.map(
    (role) => [`STAGEGATE_KUBECONFIG_${screaming(role)}`, controlPlane.kubeconfig[role]] as const,
  );
  const variables = [
    ['KUBECONFIG', controlPlane.kubeconfig.admin],
    ...perRole,
    ['KUBE_ASSETS', controlPlane.binDir],
    // kubectl remembers what a server offers by its address, and addresses come again; what it writes also goes with the instance.
    ['KUBECACHEDIR', layout.kubectlCache],
  ] as const;
  const lines = variables.map(([name, value]) => `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'\n`);
  return `${lines.join('')}export PATH="$KUBE_ASSETS:$PATH"\n`;
}

function screaming(name: string): string {
  return name.replace(/[A-Z]/g, '_$&').toUpperCase();
}
