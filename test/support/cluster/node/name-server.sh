#!/bin/sh
# Answers for the names of services with an address (NAME.NAMESPACE.svc.cluster.local), and with "no such name" for all
# others, at once.
set -eu

hosts=/run/service-names
touch "$hosts"
dnsmasq --keep-in-foreground --conf-file=/dev/null --pid-file= --user=root \
  --no-resolv --no-hosts --local=/#/ --addn-hosts="$hosts" --bind-interfaces --listen-address=10.244.0.2 &
dnsmasq=$!

write_names() {
  kubectl get services --all-namespaces --output go-template='{{ range .items }}{{ if ne .spec.clusterIP "None" -}}
    {{ .spec.clusterIP }} {{ .metadata.name }}.{{ .metadata.namespace }}.svc.cluster.local
{{ end }}{{ end }}' >"$hosts.new" && mv "$hosts.new" "$hosts" && kill -HUP "$dnsmasq"
}

# Each change makes a line, which says only that it is time to ask again. The API server ends a watch whenever it likes.
while kill -0 "$dnsmasq"; do
  kubectl get services --all-namespaces --watch --output name | while read -r _; do write_names || break; done
  sleep 1
done
