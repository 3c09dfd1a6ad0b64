import { hashString, mix } from '@orrery/core/engine';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** A text in the form of a certificate: nobody verifies anything with it. */
const made = (): string => {
  let hash = hashString('kubernetes');
  let digits = 'MII';
  while (digits.length < 256) {
    hash = mix(hash, digits.length);
    digits += alphabet.charAt((hash >>> 0) % alphabet.length);
  }
  const lines = digits.match(/.{64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
};

export const certificate = made();

/** The annotation that says what the ConfigMap is for. */
export const descriptionKey = 'kubernetes.io/description';

export const description =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal ' +
  'service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';
