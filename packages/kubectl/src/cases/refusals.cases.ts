import type { CaseGroup } from './case.ts';
import { createWeb } from './files.ts';

export const refusalsCases: readonly CaseGroup[] = [
  {
    title: 'KC-223: a bad manifest is refused in the words of the API, and nothing of it is stored',
    cases: [
      [
        [],
        'kubectl create -f wrong-version.yaml',
        '! error: resource mapping not found for name: "web" namespace: "" from "wrong-version.yaml": no matches for kind "StatefulSet" in version "apps/v1beta1"\nensure CRDs are installed first',
        1,
      ],
      [
        [],
        'kubectl create -f other-selector.yaml',
        '! The StatefulSet "web" is invalid: spec.template.metadata.labels: Invalid value: {"app":"nginx"}: `selector` does not match template `labels`',
        1,
      ],
      [
        [createWeb],
        'kubectl replace -f other-service.yaml',
        `! The StatefulSet "web" is invalid: spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden`,
        1,
      ],
      [
        [],
        'kubectl create -f negative.yaml',
        '! The StatefulSet "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
        1,
      ],
      [
        [],
        'kubectl create -f typo.yaml',
        '! Error from server (BadRequest): error when creating "typo.yaml": StatefulSet in version "v1" cannot be handled as a StatefulSet: strict decoding error: unknown field "spec.replica"',
        1,
      ],
      [
        [],
        'kubectl create -f text.yaml',
        '! Error from server (BadRequest): error when creating "text.yaml": StatefulSet in version "v1" cannot be handled as a StatefulSet: json: cannot unmarshal string into Go struct field StatefulSetSpec.spec.replicas of type int32',
        1,
      ],
      [
        [],
        'kubectl create -f quantity.yaml',
        `! Error from server (BadRequest): error when creating "quantity.yaml": Pod in version "v1" cannot be handled as a Pod: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'`,
        1,
      ],
      [
        [],
        'kubectl create -f port.yaml',
        '! The Pod "a" is invalid: spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
        1,
      ],
      [
        [],
        'kubectl create -f twins.yaml',
        '! The Pod "a" is invalid: spec.containers[1].name: Duplicate value: "c"',
        1,
      ],
      [
        [],
        'kubectl delete -f kindless.yaml',
        `! error: unable to decode "kindless.yaml": Object 'Kind' is missing in '{"apiVersion":"v1","metadata":{"name":"a"}}'`,
        1,
      ],
      [
        [],
        'kubectl create -f kindless.yaml',
        '! error: error validating "kindless.yaml": error validating data: kind not set; if you choose to ignore these errors, turn validation off with --validate=false',
        1,
      ],
      [
        [],
        'kubectl create -f noise.yaml',
        '! error: error validating "noise.yaml": error validating data: invalid object to validate; if you choose to ignore these errors, turn validation off with --validate=false',
        1,
      ],
    ],
  },
];
