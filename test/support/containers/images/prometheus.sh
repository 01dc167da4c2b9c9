#!/bin/sh
# Makes the Prometheus image that docker-compose.yml uses, under its public name and laid out like it, from Debian's
# package. Its pages are not in Debian's binary; its API is.
set -eu

here=$(dirname "$0")
image=$(grep --max-count=1 --only-matching 'prom/prometheus:v[0-9.]*' "$here/../../../../docker-compose.yml")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"

download() { (cd "$work" && apt-get --quiet=2 --option APT::Sandbox::User=root download prometheus); }
# The machine's package lists may be old or not there.
download 2>/dev/null || { apt-get --quiet=2 update && download; }
case $(dpkg-deb --field "$work"/prometheus_*.deb Version) in
"${image##*:v}"*) ;;
*)
  echo "images/prometheus: docker-compose.yml pins $image, which Debian here doesn't have: $(ls "$work")" >&2
  exit 1
  ;;
esac
dpkg-deb --extract "$work"/prometheus_*.deb "$work/package"

root=$work/root
mkdir "$root"
"$here/copy-shell.sh" "$root"
echo 'nobody:x:65534:65534::/prometheus:/bin/sh' >>"$root/etc/passwd"
"$here/copy-program.sh" "$root" "$work/package/usr/bin/prometheus" /bin/prometheus
"$here/copy-program.sh" "$root" "$work/package/usr/bin/promtool" /bin/promtool
mkdir "$root/prometheus"
chown 65534:65534 "$root/prometheus"

tar --create --directory "$root" . | docker import \
  --change 'EXPOSE 9090' \
  --change 'VOLUME ["/prometheus"]' \
  --change 'WORKDIR /prometheus' \
  --change 'USER nobody' \
  --change 'ENTRYPOINT ["/bin/prometheus"]' \
  --change 'CMD ["--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus"]' - "$image"
