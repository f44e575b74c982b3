# What the benchmarks share; read by them, not run. A folder of its own in $work, a clean end, the daemon, the load.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/jaruek-bench.XXXXXX")
started=()

finish() {
  local status=$?
  trap - EXIT INT TERM
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${started[@]}"; do gone "$pid" 20 || kill -9 "$pid" 2>/dev/null || true; done
  if [ $status -ne 0 ] && [ -s "$work/daemon.log" ]; then tail -n 20 "$work/daemon.log" >&2; fi
  rm -rf "$work"
  [ -z "${rmem_before:-}" ] || { echo "$rmem_before" >/proc/sys/net/core/rmem_max; } 2>/dev/null || true
  exit $status
}
trap finish EXIT
trap 'exit 130' INT TERM

# gone PID SECONDS: waits for the process to end
gone() {
  local i
  for ((i = 0; i < $2 * 20; i++)); do
    kill -0 "$1" 2>/dev/null || return 0
    sleep 0.05
  done
  return 1
}

# stop PID: ends a process of ours in order
stop() {
  kill "$1" 2>/dev/null || true
  gone "$1" 30
}

need() {
  for tool in "$@"; do
    command -v "$tool" >/dev/null || { echo "$0: $tool is missing; install it (Debian: nfdump, freeradius, eapoltest)" >&2; exit 3; }
  done
}

say() { echo "$@" >&2; }

find_jdk() {
  local candidate
  for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* /opt/jdk* /opt/java/*; do
    if [ -x "$candidate/bin/java" ] && grep -qs '^JAVA_VERSION="25[."]' "$candidate/release"; then
      echo "$candidate/bin/java"
      return
    fi
  done
  echo "$0: no JDK 25 found; set JAVA_HOME" >&2
  exit 3
}
jdk=$(find_jdk)

# JARUEK_CLASSES: class path of a development build instead of Maven's
if [ -z "${JARUEK_CLASSES:-}" ]; then
  if [ ! -d "$root/appliance/target/lib" ] || [ ! -d "$root/benchmarks/target/classes" ] ||
    [ -n "$(find "$root"/*/src/main -newer "$root/benchmarks/target/classes" -name '*.java' -print -quit)" ]; then
    say "building ..."
    mvn -B -q -f "$root/pom.xml" -Dmaven.test.skip=true -Dexec.skip package >"$work/build.log" 2>&1 ||
      { tail -n 20 "$work/build.log" >&2; exit 3; }
    touch "$root/benchmarks/target/classes"
  fi
  JARUEK_CLASSES="$root/appliance/target/lib/*:$root/benchmarks/target/classes"
fi

# daemon: the appliance in $work with the configuration's ports at 0 (authentication at authentication_port), the line radius_more in its section radius client_more in its client and source_more in its source, up to its log line "listening"
daemon() {
  cat >"$work/jaruek.yaml" <<YAML
data-directory: $work/data
zone: Asia/Bangkok
admin: { socket: $work/admin.sock, roles: { admin: [$(id -un)], auditor: [$(id -un)], viewer: ["*"] } }
radius:
  authentication: "127.0.0.1:${authentication_port:-0}"
  accounting: "127.0.0.1:0"
  clients: [ { name: bench, address: 127.0.0.1, secret: "$secret"${client_more:+, $client_more} } ]
  ${radius_more:-}
collector:
  netflow: "127.0.0.1:0"
  ${collector_more:-}
  sources: [ { name: bench, address: 127.0.0.1${source_more:+, $source_more} } ]
YAML
  # shellcheck disable=SC2086 # options are words
  "$jdk" @"$root/config/jvm.options" @"$root/config/daemon.options" ${JARUEK_JAVA_OPTIONS:-} -cp "$JARUEK_CLASSES" \
    jaruek.appliance.Main serve --config "$work/jaruek.yaml" >"$work/daemon.log" 2>&1 &
  daemon=$!
  started+=("$daemon")
  local i
  for ((i = 0; i < 600; i++)); do
    grep -qs "listening:" "$work/daemon.log" && return
    kill -0 "$daemon" 2>/dev/null || break
    sleep 0.1
  done
  say "the daemon does not start:"
  exit 1
}

# port NAME: of the daemon, such as collector.netflow
port() { sed -n "s/.*listening:.* $1 127\.0\.0\.1:\([0-9]*\).*/\1/p" "$work/daemon.log" | head -n 1; }

# bench CLASS ARGUMENTS: a program of this module
bench() {
  local class=$1
  shift
  "$jdk" @"$root/config/jvm.options" -Xmx256m -XX:+UseSerialGC -cp "$JARUEK_CLASSES" "jaruek.bench.$class" "$@"
}

# jaruek ARGUMENTS: a command to the daemon
jaruek() {
  "$jdk" @"$root/config/jvm.options" -XX:TieredStopAtLevel=1 -cp "$JARUEK_CLASSES" jaruek.appliance.Main --socket "$work/admin.sock" "$@"
}

# raise_receive_buffers BYTES: lets sockets have so much until the end, where we may
raise_receive_buffers() {
  rmem_before=$(cat /proc/sys/net/core/rmem_max)
  [ "$rmem_before" -ge "$1" ] || { echo "$1" >/proc/sys/net/core/rmem_max; } 2>/dev/null ||
    say "net.core.rmem_max stays $rmem_before (raising it to $1 needs root)"
}

# free_port: a UDP port of 127.0.0.1 that nobody has
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 20000))
    grep -qi ":$(printf '%04X' "$port") " /proc/net/udp || break
  done
  echo "$port"
}

# drops PORT: datagrams that the kernel dropped at this UDP port, be the socket of IPv4 or of both
drops() {
  awk -v port=":$(printf '%04X' "$1")" 'substr($2, length($2) - 4) == port { sum += $NF } END { print sum + 0 }' /proc/net/udp /proc/net/udp6
}

# ticks PID: processor time used so far, in clock ticks
ticks() { sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 }'; }

# calc FORMAT EXPRESSION
calc() { awk "BEGIN { printf \"$1\", $2 }"; }

secret=bench-secret
machine() {
  echo "$(date -u '+%Y-%m-%d %H:%M UTC'), $(nproc) processors ($(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)), load average $(cut -d ' ' -f 1 /proc/loadavg) before the run"
}
