#!/usr/bin/env bash
# Syslog: messages over TCP, parsed, normalised, journalled and sealed, against rsyslog that writes them raw to a file; processor's time of a message over UDP; bytes a message on disk.
# usage: syslog.sh [MESSAGES=3000000]     some three minutes; leaves nothing behind
. "$(dirname "$0")/lib.sh"
need rsyslogd gzip
messages=${1:-3000000} rate=${UDP_RATE:-60000} udp=${UDP_MESSAGES:-600000}
raise_receive_buffers 33554432
hertz=$(getconf CLK_TCK)

tcp_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 20000))
    grep -qi ":$(printf '%04X' "$port") " /proc/net/tcp || break
  done
  echo "$port"
}

# load tcp|udp MESSAGES RATE PORT: sets messages_sent, bytes_sent, seconds_sent
load() {
  local messages message_bytes send_seconds
  eval "$(bench SyslogLoad "$@")"
  messages_sent=$messages bytes_sent=$message_bytes seconds_sent=$send_seconds
}

# of_file FILE MESSAGES: waits until it has so many lines, or none has come for five seconds; sets lines
of_file() {
  local before=-1 since=$SECONDS
  lines=0
  while [ "$lines" -lt "$2" ]; do
    lines=$(wc -l <"$1" 2>/dev/null || echo 0)
    [ "$lines" = "$before" ] || since=$SECONDS
    [ $((SECONDS - since)) -lt 5 ] || return 0
    before=$lines
    [ "$lines" -ge "$2" ] || sleep 0.1
  done
}

say "$(machine)"
rsyslog_tcp=$(tcp_port) rsyslog_udp=$(free_port)
cat >"$work/rsyslog.conf" <<CONF
global(workDirectory="$work" maxMessageSize="64k")
module(load="imtcp" maxSessions="10")
module(load="imudp" timeRequery="8")
template(name="raw" type="string" string="%rawmsg%\n")
ruleset(name="tcp") { action(type="omfile" file="$work/tcp.log" template="raw" ioBufferSize="256k" flushOnTXEnd="off" asyncWriting="on" flushInterval="1") }
ruleset(name="udp") { action(type="omfile" file="$work/udp.log" template="raw" ioBufferSize="256k" flushOnTXEnd="off" asyncWriting="on" flushInterval="1") }
input(type="imtcp" port="$rsyslog_tcp" address="127.0.0.1" ruleset="tcp")
input(type="imudp" port="$rsyslog_udp" address="127.0.0.1" ruleset="udp" rcvbufSize="32m")
CONF
rsyslogd -n -i "$work/rsyslog.pid" -f "$work/rsyslog.conf" >"$work/rsyslog.log" 2>&1 &
rsyslog=$!
started+=("$rsyslog")
sleep 1
load tcp 200000 0 "$rsyslog_tcp" # a first one, as for us
of_file "$work/tcp.log" 200000
: >"$work/tcp.log"
before=$(ticks "$rsyslog")
began=$(date +%s.%N)
load tcp "$messages" 0 "$rsyslog_tcp"
of_file "$work/tcp.log" "$messages"
took=$(calc %.2f "$(date +%s.%N) - $began")
cpu=$(($(ticks "$rsyslog") - before))
peer_tcp=$(calc %d "$lines / $took") peer_tcp_cpu=$(calc %.2f "$cpu / $hertz * 1e6 / $lines")
say "rsyslog, tcp: $lines of $messages written after $took s, $peer_tcp_cpu µs of processor each, load $(cut -d ' ' -f 1 /proc/loadavg)"
peer_bytes=$(calc %.1f "$(gzip -c "$work/tcp.log" | wc -c) / $lines")
rm "$work/tcp.log"
before=$(ticks "$rsyslog")
load udp "$udp" "$rate" "$rsyslog_udp"
of_file "$work/udp.log" "$udp"
cpu=$(($(ticks "$rsyslog") - before))
peer_udp=$(calc %.2f "$cpu / $hertz * 1e6 / $lines")
say "rsyslog, udp at $rate/s: $lines of $udp written, $peer_udp µs of processor each"
stop "$rsyslog"

collector_more='syslog-tcp: "127.0.0.1:0"
  syslog-udp: "127.0.0.1:0"'
source_more='messages-per-second: 0, bytes-per-second: 0MiB'
daemon
tcp=$(port collector.syslog-tcp) syslog_udp=$(port collector.syslog-udp)
report() { eval "$(bench StoreReport "$work/admin.sock" "$work/data")"; }
# warm: a daemon runs for months
load tcp "$((messages / 2))" 0 "$tcp"
report
stored=$messages_stored
before=$(ticks "$daemon")
began=$(date +%s.%N)
load tcp "$messages" 0 "$tcp"
say "jaruek, tcp: taken after $seconds_sent s"
report
took=$(calc %.2f "$(date +%s.%N) - $began")
cpu=$(($(ticks "$daemon") - before))
kept=$((messages_stored - stored))
our_tcp=$(calc %d "$kept / $took") our_tcp_cpu=$(calc %.2f "$cpu / $hertz * 1e6 / $kept")
our_bytes=$(calc %.1f "$all_sealed_bytes / $messages_stored")
say "jaruek, tcp: $kept of $messages stored and sealed after $took s, $our_tcp_cpu µs of processor each, load $(cut -d ' ' -f 1 /proc/loadavg)"
stored=$messages_stored
before=$(ticks "$daemon")
load udp "$udp" "$rate" "$syslog_udp"
report
cpu=$(($(ticks "$daemon") - before))
kept_udp=$((messages_stored - stored))
our_udp=$(calc %.2f "$cpu / $hertz * 1e6 / $kept_udp")
say "jaruek, udp at $rate/s: $kept_udp of $udp stored and sealed, $our_udp µs of processor each, dropped by the kernel $(drops "$syslog_udp")"
rss=$(awk '/VmHWM/ { print int($2 / 1024) }' "/proc/$daemon/status")

echo
printf '%-44s %10s %10s %8s\n' "syslog, $(calc %d "$bytes_sent / $messages_sent") bytes a message" rsyslog jaruek ratio
printf '%-44s %10d %10d %8s\n' "TCP: messages a second, to the disk" "$peer_tcp" "$our_tcp" "$(calc %.2f "$our_tcp / $peer_tcp")"
printf '%-44s %10s %10s %8s\n' "TCP: processor's time a message, µs" "$peer_tcp_cpu" "$our_tcp_cpu" "$(calc %.2f "$our_tcp_cpu / $peer_tcp_cpu")"
printf '%-44s %10s %10s %8s\n' "UDP: processor's time a message, µs" "$peer_udp" "$our_udp" "$(calc %.2f "$our_udp / $peer_udp")"
printf '%-44s %10s %10s %8s\n' "bytes a message (rsyslog's file by gzip)" "$peer_bytes" "$our_bytes" "$(calc %.2f "$our_bytes / $peer_bytes")"
printf '%-44s %10s %10s\n' "memory at most, MiB" - "$rss"
[ "$kept" -eq "$messages" ] && [ "$our_tcp" -ge "$peer_tcp" ]
