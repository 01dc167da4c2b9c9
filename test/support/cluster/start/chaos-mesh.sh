#!/bin/sh
# chaos-mesh.sh FOLDER PROGRAMS: Chaos Mesh on the cluster: its types, its controller (as a process, not a pod) and its
# webhooks. What is done to pods through the API works. What its daemon would do inside nodes is validated, accepted,
# and then never injected: there is no daemon.
set -eu

here=$(dirname "$0")
folder=$1 programs=$2
certificates=$folder/certificates/chaos-mesh

kubectl create namespace chaos-mesh >/dev/null
kubectl apply --server-side --filename "$programs/chaos-mesh-types" >/dev/null
kubectl wait --for condition=Established --timeout 60s crd --all >/dev/null

mkdir -p "$certificates"
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -keyout "$certificates/tls.key" -out "$certificates/tls.crt" \
  -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 2>/dev/null

NAMESPACE=chaos-mesh POD_FAILURE_PAUSE_IMAGE=registry.k8s.io/pause:3.10 \
  CERTS_DIR=$certificates WEBHOOK_HOST=127.0.0.1 WEBHOOK_PORT=19443 METRICS_HOST=127.0.0.1 METRICS_PORT=19080 \
  CHAOS_DNS_SERVICE_PORT=9288 ENABLE_LEADER_ELECTION=false SECURITY_MODE=false CHAOSD_SECURITY_MODE=false TZ=UTC \
  "$here/program.sh" "$folder" chaos-mesh chaos-controller-manager
"$here/../../wait-until.sh" 60 openssl s_client -connect 127.0.0.1:19443

# webhooks TYPE VERB KIND…: asks the controller about each KIND before one is made or changed.
webhooks() {
  type=$1 verb=$2
  shift 2
  cat <<CONFIGURATION
---
apiVersion: admissionregistration.k8s.io/v1
kind: ${type}WebhookConfiguration
metadata: { name: chaos-mesh-$verb }
webhooks:
CONFIGURATION
  for kind; do
    case $kind in
    *chaos) plural=$kind ;;
    *check | *schedule | *workflow | *machine) plural=${kind}s ;;
    esac
    cat <<WEBHOOK
  - name: $kind.$verb.chaos-mesh.org
    sideEffects: None
    admissionReviewVersions: [v1]
    failurePolicy: Fail
    timeoutSeconds: 5
    clientConfig:
      url: https://127.0.0.1:19443/$verb-chaos-mesh-org-v1alpha1-$kind
      caBundle: $(base64 --wrap 0 "$certificates/tls.crt")
    rules:
      - apiGroups: [chaos-mesh.org]
        apiVersions: [v1alpha1]
        operations: [CREATE, UPDATE]
        resources: [$plural]
WEBHOOK
  done
}

# The controller would set a field of NetworkChaos that its own schema drops, and refuse every change after that: the
# kinds that are one or hold one are not given to the webhook which sets fields.
kinds='podchaos iochaos timechaos kernelchaos stresschaos dnschaos jvmchaos httpchaos blockchaos physicalmachinechaos
  physicalmachine statuscheck'
# shellcheck disable=SC2086 # one argument a kind
{
  webhooks Validating validate $kinds networkchaos schedule workflow
  webhooks Mutating mutate $kinds
} | kubectl apply --filename - >/dev/null
