import { formatYaml } from '@orrery/kubectl';

/** What kubectl has to know to reach a served cluster. */
export interface Address {
  /** `http://127.0.0.1:8001`. */
  readonly url: string;
  readonly token: string | undefined;
}

/** A kubeconfig with this cluster as its only context. */
export const kubeconfigText = ({ url, token }: Address): string =>
  formatYaml({
    apiVersion: 'v1',
    kind: 'Config',
    // Some clients refuse plain HTTP unless they are told not to look at a certificate.
    clusters: [{ name: 'orrery', cluster: { server: url, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'orrery', user: token === undefined ? {} : { token } }],
    contexts: [{ name: 'orrery', context: { cluster: 'orrery', user: 'orrery' } }],
    'current-context': 'orrery',
  });
